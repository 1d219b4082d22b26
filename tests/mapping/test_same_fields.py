"""Whatever the mappings, the batching and the order of arrival: fields are those of a plain interpreter."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from kenbun.kit.ids import new_id
from kenbun.mapping import mapping_queries
from kenbun.mapping.fields import FieldKind
from kenbun.mapping.shapes import NewMapping
from kenbun.mapping.tables import mappings as table
from kenbun.pipeline import take_batch
from tests.interpreter.mapping import fields_of
from tests.mapping.mapped import Mapped
from tests.world import NOON, event, group, identify, make_world

# Two fields of each kind of type, so that mappings meet.
TYPES = {
    ("account", "employees"): "number",
    ("lead", "is_customer"): "boolean",
    ("lead", "since"): "date",
}
CUSTOM = [("lead", "is_customer"), ("lead", "since")]
_TARGETS = [("lead", "city"), ("lead", "title"), ("account", "plan"), ("account", "employees"), *CUSTOM]
_KEYS = ("a", "b", "c.d")
_UPDATES = st.sampled_from(["always_latest", "always_latest", "only_if_empty"])


def _mapping(kind, key, event_type, target, update):
    return {
        "source": {"kind": kind, "key": key, "event_type": event_type},
        "target": {"kind": target[0], "field": target[1]},
        "update": update,
    }


def _metadata(updates=_UPDATES):
    return st.builds(
        _mapping,
        st.just("metadata"),
        st.sampled_from(_KEYS),
        st.sampled_from([None, None, "Page View", "Form Sent"]),
        st.sampled_from(_TARGETS),
        updates,
    )


_TRAITS = st.builds(
    _mapping,
    st.just("trait"),
    st.sampled_from(_KEYS),
    st.sampled_from([None, "identify", "group"]),
    st.sampled_from(_TARGETS),
    _UPDATES,
)
# from the first of the lead's fields to those behind it, so that there is no circle
_COPIES = st.builds(
    _mapping,
    st.just("lead_field"),
    st.sampled_from(["city", "city", "title"]),
    st.none(),
    st.sampled_from([("lead", "since"), ("account", "plan"), ("account", "employees")]),
    _UPDATES,
) | st.builds(
    _mapping, st.just("lead_field"), st.just("city"), st.none(), st.just(("lead", "title")), _UPDATES
)


def _identity(mapping):
    source, target = mapping["source"], mapping["target"]
    call = source["event_type"]
    if source["kind"] == "trait":
        call = call or ("identify" if target["kind"] == "lead" else "group")
    return (source["kind"], source["key"], call, *target.values())


def _lists(mappings, size=6):
    return st.lists(mappings, min_size=1, max_size=size, unique_by=_identity)


_VALUES = st.sampled_from(["Rome", "Oslo", " 12 ", 7, "7", True, "yes", None, "", ["x"], "2026-01-02"])
_DATA = st.fixed_dictionaries(
    {},
    optional={
        "a": _VALUES,
        "b": _VALUES,
        "c": st.fixed_dictionaries({}, optional={"d": _VALUES}),
        "c.d": _VALUES,
    },
)


def _call(kind, who, account_id, hours, data):
    at = NOON - timedelta(hours=hours)
    if kind == "identify":
        made = identify(who, at, **data)
    elif kind == "group":
        made = group(who, account_id, at, **data)
    else:
        made = event(who, kind, at, **data)
    return made | {"account_id": account_id, "who": who}


_CALLS = st.lists(
    st.builds(
        _call,
        st.sampled_from(["Page View", "Form Sent", "identify", "group"]),
        st.sampled_from(["user:1", "user:2"]),
        st.sampled_from(["k1", "k2"]),
        st.integers(0, 4),
        _DATA,
    ),
    min_size=1,
    max_size=12,
)
# what an account hears of where a lead has none, follows the order of arrival: so every call names its account


async def make_mapped(database, mappings):
    """In one transaction: what would be refused is not drawn."""
    mapped = Mapped(await make_world(database))
    world, now = mapped.world, NOON
    drafts = [NewMapping(**one).draft() for one in mappings]
    async with mapped.connected() as connection:
        await connection.execute(delete(table).where(table.c.workspace_id == world.workspace_id))
        for subject, name in CUSTOM:
            kind = FieldKind(subject, name, name, TYPES[subject, name])
            await mapping_queries.add_field(connection, world.workspace_id, new_id(), kind, now)
        if drafts:
            await mapping_queries.add_mappings(connection, world.workspace_id, drafts, now)
    return mapped


async def hear(world, calls, sizes):
    await world.say(*calls)
    for size in sizes:
        await take_batch(world.database, world.workspace_id, world.clock, size)
    await world.work_off()


async def held(world):
    leads = await world.rows("""
        SELECT 'lead' AS subject, 'user:' || a.value AS whom, p.fields FROM lead_aliases a
        JOIN lead_profiles p ON p.workspace_id = a.workspace_id AND p.lead_id = a.lead_id
        WHERE a.workspace_id = :w
    """)
    accounts = await world.rows(
        "SELECT 'account' AS subject, account_key AS whom, fields FROM accounts WHERE workspace_id = :w"
    )
    return {(row["subject"], row["whom"]): row["fields"] for row in [*leads, *accounts] if row["fields"]}


@given(_lists(_metadata() | _TRAITS | _COPIES), _CALLS, st.lists(st.integers(1, 5), max_size=3))
async def test_fields_are_those_of_the_interpreter(database, mappings, calls, sizes):
    """Live, in any order of arrival and any batching; and the history ends with what is shown."""
    mapped = await make_mapped(database, mappings)
    await hear(mapped.world, calls, sizes)
    shown = await held(mapped.world)
    assert shown == fields_of(mappings, TYPES, calls)
    rows = await mapped.world.rows("SELECT lead_id FROM leads WHERE workspace_id = :w")
    at = await mapped.tick()
    past = [await mapped.at("lead", row["lead_id"], at) for row in rows]
    expected = [fields for (subject, _), fields in shown.items() if subject == "lead"]
    assert sorted(map(str, map(sorted_items, filter(None, past)))) == sorted(
        map(str, map(sorted_items, expected))
    )


def sorted_items(fields):
    return sorted(fields.items(), key=str)


@given(st.data(), _CALLS)
async def test_applied_backwards_is_as_if_it_had_always_been_there(database, data, calls):
    """And the preview has said how many would change: each once, with a row of history."""
    updates = {target: data.draw(_UPDATES) for target in _TARGETS}
    mappings = data.draw(_lists(_metadata(), 4))
    for one in mappings:
        one["update"] = updates[one["target"]["kind"], one["target"]["field"]]
    late = data.draw(st.integers(0, len(mappings) - 1))
    mapped = await make_mapped(database, mappings[:late] + mappings[late + 1 :])
    await hear(mapped.world, calls, [])
    mapping_id = await mapped.map_shape(mappings[late], position=late + 1)
    before = await held(mapped.world)
    seen = await mapped.preview(mapping_id)
    changes = await count_changes(mapped.world)
    job = await mapped.apply(mapping_id)
    after = await held(mapped.world)
    assert after == fields_of(mappings, TYPES, calls)
    field = mappings[late]["target"]["field"]
    changed = [whom for whom in after if before.get(whom, {}).get(field) != after[whom].get(field)]
    assert (job["state"], job["changed"], job["misfits"]) == ("done", seen.changed, seen.misfits)
    assert seen.changed == len(changed) == await count_changes(mapped.world) - changes
    assert (await mapped.preview(mapping_id)).changed == 0


async def count_changes(world):
    [row] = await world.rows("SELECT count(*) AS changes FROM field_changes WHERE workspace_id = :w")
    return row["changes"]
