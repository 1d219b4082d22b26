"""Who did it, and for which company: decided in order of receipt, whatever the cutting into batches."""

from collections import defaultdict
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kenbun.pipeline import take_batch
from tests.interpreter.fields import account_fields, lead_fields
from tests.interpreter.people import business_domain, companies, people, root
from tests.world import NOON, event, group, identify, make_world

WHO = (
    "ada@acme.com",
    "bob@acme.com",
    "ada@mail.acme.com",
    "cy@beta.co.uk",
    "ada@gmail.com",
    "cookie:c1",
    "cookie:c2",
    "user:1",
    "user:2",
    "+493012345678",
    "social:@ada",
)
_NAMES = st.lists(st.sampled_from(WHO), min_size=1, max_size=3, unique=True)
_TIMES = st.integers(0, 6).map(lambda number: NOON - timedelta(hours=number))
_KEYS = st.sampled_from([None, None, "k1", "k2", "k3"])
_TRAITS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["CTO", " VP ", "", 7]),
        "job_title": st.just("Engineer"),
        "city": st.sampled_from(["Berlin", ["Rome"], None]),
        "email": st.just("other@acme.com"),
        "name": st.sampled_from(["Ada", "Bob"]),
        "plan": st.sampled_from(["pro", "free"]),
        "employees": st.sampled_from([10, "250", "many", True]),
    },
)


def _call(kind, who, at, key, data):
    if kind == "event":
        return event(who, "Page View", at, account_id=key, **data)
    if kind == "identify":
        return identify(who, at, **data) | {"account_id": key}
    named = data.get("name") if key == "k3" else None
    return group(who, key, at, **data) | {"account_name": named}


_CALLS = st.lists(
    st.builds(
        _call, st.sampled_from(["event", "event", "identify", "group"]), _NAMES, _TIMES, _KEYS, _TRAITS
    ),
    min_size=1,
    max_size=14,
)


@given(_CALLS, st.lists(st.integers(1, 6), max_size=4))
async def test_leads_accounts_and_fields_are_as_decided_call_by_call(database, calls, sizes):
    """Leads, aliases, suggested duplicates, accounts and fields are those of the interpreter."""
    world = await make_world(database)
    await world.say(*calls)
    for size in sizes:
        await take_batch(world.database, world.workspace_id, world.clock, size)
    await world.work_off()
    numbered = await check_people(world, calls)
    await check_accounts(world, calls, numbered)
    await check_fields(world, calls, numbered)


@st.composite
def _calls_of_one_name(draw):
    """Each person is known by one alias, and what is said of an account names it.

    Left out is an address in the metadata of someone known by another address: which of the two fills the
    empty field follows the order in which they came.
    """
    kind, who, key = (
        draw(st.sampled_from(["event", "identify", "group"])),
        draw(st.sampled_from(WHO)),
        draw(_KEYS),
    )
    left_out = {"email"} | (
        set() if key else {"plan", "employees"} | ({"name"} if kind == "group" else set())
    )
    data = {name: value for name, value in draw(_TRAITS).items() if name not in left_out}
    return _call(kind, who, draw(_TIMES), key, data)


@given(st.lists(_calls_of_one_name(), min_size=1, max_size=10).flatmap(st.permutations))
async def test_with_one_alias_per_person_the_order_of_arrival_makes_no_difference(database, calls):
    """Fields, and the account id or the domain that a lead belongs to, are those of the calls in order of time."""
    world = await make_world(database)
    await world.hear(*calls)
    in_time = sorted(calls, key=lambda call: (call["timestamp"], call["message_id"]))
    rows = await world.rows("""
        SELECT s.value AS who, p.fields, l.account_basis, a.account_key, a.domain
        FROM leads l
        JOIN lead_aliases s ON s.workspace_id = l.workspace_id AND s.lead_id = l.lead_id
        JOIN lead_profiles p ON p.workspace_id = l.workspace_id AND p.lead_id = l.lead_id
        LEFT JOIN accounts a ON a.workspace_id = l.workspace_id AND a.account_id = l.account_id
        WHERE l.workspace_id = :w
    """)
    assert {row["who"] for row in rows} == {call["aliases"][0][1] for call in calls}
    for row in rows:
        own = [call for call in in_time if call["aliases"][0][1] == row["who"]]
        brought = {call["message_id"]: call["aliases"] for call in own}
        assert row["fields"] == lead_fields(own, brought)
        [(basis, _)] = companies(own)[0].values()
        latest = max((call["timestamp"] for call in own if call.get("account_id")), default=None)
        tied = {call["account_id"] for call in own if call["timestamp"] == latest}
        assert row["account_basis"] == basis
        assert row["account_key"] in tied if basis == "account_id" else True
        assert basis != "domain" or row["domain"] == business_domain(row["who"])
    for row in await world.rows("SELECT account_key, fields FROM accounts WHERE workspace_id = :w"):
        if row["account_key"]:
            named = [call for call in in_time if call.get("account_id") == row["account_key"]]
            assert row["fields"] == account_fields(named)


async def check_people(world, calls):
    """Answers the ids of the leads, in the interpreter's numbering."""
    doers, lead_of, pairs, into = people(calls)
    stored = await world.rows("""
        SELECT kind, value, lead_id, coalesce(own_lead_id, lead_id) AS own_id FROM lead_aliases WHERE workspace_id = :w
    """)
    found = {(row["kind"], row["value"]): row["own_id"] for row in stored}
    assert found.keys() == lead_of.keys()
    ids = {lead: found[pair] for pair, lead in lead_of.items()}
    assert {pair: ids[lead] for pair, lead in lead_of.items()} == found
    assert len(set(ids.values())) == len(ids)
    shown = {(row["kind"], row["value"]): row["lead_id"] for row in stored}
    assert shown == {pair: ids[root(lead, into)] for pair, lead in lead_of.items()}
    recorded = await world.doers()
    for call, lead in zip(calls, doers, strict=True):
        if call["kind"] == "event":
            assert recorded.pop(call["message_id"]) == ids[root(lead, into)]
    assert not recorded
    suggested = await world.rows(
        "SELECT one_id, other_id FROM suggested_duplicates WHERE workspace_id = :w AND subject = 'lead'"
    )
    assert {frozenset(row.values()) for row in suggested} == {frozenset(map(ids.get, pair)) for pair in pairs}
    merged = await world.rows("SELECT source_id, target_id FROM merges WHERE workspace_id = :w")
    assert {tuple(row.values()) for row in merged} == {(ids[one], ids[other]) for one, other in into.items()}
    return ids


async def check_accounts(world, calls, ids):
    leads, _, accounts, clashes = companies(calls)
    rows = await world.rows("SELECT * FROM accounts WHERE workspace_id = :w")
    found = {row["account_id"]: (row["account_key"], row["domain"]) for row in rows}
    assert sorted(map(str, found.values())) == sorted(str((one["id"], one["domain"])) for one in accounts)
    standing = await world.rows(
        "SELECT lead_id, account_id, account_basis FROM leads WHERE workspace_id = :w"
    )
    by_lead = {row["lead_id"]: (row["account_basis"], found.get(row["account_id"])) for row in standing}
    assert by_lead == {
        ids[lead]: (basis, account and (account["id"], account["domain"]))
        for lead, (basis, account) in leads.items()
    }
    suggested = await world.rows(
        "SELECT one_id, other_id FROM suggested_duplicates WHERE workspace_id = :w AND subject = 'account'"
    )
    keys = {id(one): (one["id"], one["domain"]) for one in accounts}
    assert {frozenset(map(found.get, row.values())) for row in suggested} == {
        frozenset(map(keys.get, pair)) for pair in clashes
    }


async def check_fields(world, calls, ids):
    doers, _, _, into = people(calls)
    first_seen, known = {}, set()
    for call in calls:
        first_seen[call["message_id"]] = sorted(set(call["aliases"]) - known, key=call["aliases"].index)
        known |= set(call["aliases"])
    rows = await world.rows("SELECT lead_id, fields FROM lead_profiles WHERE workspace_id = :w")
    held = {row["lead_id"]: row["fields"] for row in rows}
    assert held.keys() == {ids[lead] for lead in ids if lead not in into}
    for lead in ids.keys() - into.keys():
        own = [call for call, doer in zip(calls, doers, strict=True) if doer == lead]
        with_it = [call for call, doer in zip(calls, doers, strict=True) if root(doer, into) == lead]
        others = [call for call in with_it if call not in own]
        assert held[ids[lead]] == lead_fields(own, first_seen, others)
    _, of_calls, accounts, _ = companies(calls)
    own = defaultdict(list)
    for call, account in zip(calls, of_calls, strict=True):
        own[id(account)].append(call)
    rows = await world.rows("SELECT account_key, domain, fields FROM accounts WHERE workspace_id = :w")
    held = {(row["account_key"], row["domain"]): row["fields"] for row in rows}
    for account in accounts:
        assert held[account["id"], account["domain"]] == account_fields(own[id(account)])
