"""What a preview tells beside who would be in."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert

from kenbun.identity.tables import lead_parts
from kenbun.kit.ids import parse
from kenbun.segments.language.check import read_stored
from kenbun.segments.tables import segment_hands, segment_members
from kenbun.segments.trying.preview import preview
from tests.conformance.segments.cases import LEAD, LEVELS, NOW, SEGMENT, _time
from tests.segments.evaluation.stored import store


def world(*leads):
    """Leads without accounts, by what is told of them."""
    made = [
        {**LEAD, "detected": None, "chosen": None, "account": None, "id": UUID(int=10 + place), **one}
        | {"created_at": _time(LEAD["created_at"])}
        for place, one in enumerate(leads)
    ]
    empty = {"accounts": [], "history": [], "roles": [], "members": {SEGMENT: []}}
    return {"now": _time(NOW), "zone": "UTC", "levels": LEVELS, "leads": made, **empty}


async def seen(connection, of, raw, **more):
    workspace_id = more.pop("workspace_id", None) or await store(connection, of)
    tree = read_stored("lead", raw)
    return await preview(connection, workspace_id, "lead", tree, of["now"], "UTC", **more)


HOT, WATCHED, CONVERTED = (
    {"score": "engagement", "operator": "gte", "value": 50},
    {"watched": True},
    {"converted": True},
)


async def test_each_node_is_counted_by_itself(connection):
    """Of how many each leaf and each group holds alone, with the share of all and the best first."""
    of = world({"engagement": 60}, {"engagement": 90, "watched": True}, {"watched": True}, {})
    found = await seen(connection, of, {"all": [HOT, {"any": [WATCHED, CONVERTED]}]})
    assert (found.count, found.total) == (1, 4)
    assert [(node.path, node.count) for node in found.nodes] == [
        *(("", 1), ("all[0]", 2), ("all[1]", 2), ("all[1].any[0]", 2), ("all[1].any[1]", 0))
    ]
    assert [one.score for one in (await seen(connection, of, HOT)).sample] == [90, 60]


async def test_a_preview_tells_who_comes_and_who_goes(connection):
    """Against the members of the segment that it would replace; those put in by hand stay."""
    of = world({"engagement": 60}, {"engagement": 70}, {}, {})
    workspace_id = await store(connection, of)
    segment_id = parse("seg", SEGMENT)
    for place, why in (
        (1, [{"path": "", "leaf": WATCHED}]),
        (2, [{"path": "", "leaf": WATCHED}]),
        (3, [{"by_hand": True}]),
    ):
        row = {"workspace_id": workspace_id, "segment_id": segment_id, "subject_id": of["leads"][place]["id"]}
        await connection.execute(insert(segment_members), row | {"since": of["now"], "why": why})
    found = await seen(connection, of, HOT, workspace_id=workspace_id, replacing=segment_id)
    assert (found.count, found.enters, found.leaves) == (2, 1, 1)
    assert (await seen(connection, of, HOT, workspace_id=workspace_id)).enters == 2


async def test_who_is_kept_out_by_hand_does_not_come(connection):
    """Of what people have said of a lead, or of one merged into it, the last holds."""
    of = world({"engagement": 60}, {"engagement": 70}, {"engagement": 80})
    workspace_id = await store(connection, of)
    first, second, _ = (lead["id"] for lead in of["leads"])
    merged = UUID(int=99)
    part = {"workspace_id": workspace_id, "created_at": of["now"], "account_basis": "none", "root_id": second}
    await connection.execute(insert(lead_parts), [part | {"lead_id": one} for one in (second, merged)])
    said = {"workspace_id": workspace_id, "segment_id": parse("seg", SEGMENT), "set_by": "x"}
    for place, (subject_id, wish) in enumerate(((first, "out"), (second, "in"), (merged, "out"))):
        at = of["now"] + timedelta(seconds=place)
        row = said | {"subject_id": subject_id, "wish": wish, "set_at": at}
        await connection.execute(insert(segment_hands), row)
    found = await seen(connection, of, HOT, workspace_id=workspace_id, replacing=parse("seg", SEGMENT))
    assert (found.count, found.enters) == (3, 1)


async def test_an_empty_result_names_what_leaves_nobody(connection):
    """The leaf that nobody meets; else the first after which nobody is left; where it is forbidden, what all meet."""
    of = world({"engagement": 60}, {"watched": True})
    cases = [
        ({"all": [HOT, CONVERTED]}, "all[1]"),
        ({"all": [HOT, WATCHED]}, "all[1]"),
        ({"all": [{"any": [HOT, WATCHED]}, HOT, WATCHED]}, "all[2]"),
        ({"all": [HOT, {"all": [WATCHED, CONVERTED]}]}, "all[1].all[1]"),
        ({"all": [HOT, {"any": [CONVERTED, {"has_account": True}]}]}, "all[1]"),
        ({"any": [{"all": [CONVERTED]}]}, "any[0].all[0]"),
        ({"all": [HOT, {"none": [WATCHED, {"has_account": False}]}]}, "all[1].none[1]"),
        (CONVERTED, ""),
    ]
    for raw, path in cases:
        assert (await seen(connection, of, raw)).leaves_nobody == path, raw
    assert (await seen(connection, of, HOT)).leaves_nobody is None
