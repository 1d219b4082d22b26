"""Who plays which part: the roles that a workspace starts with, over people whose parts are known."""

import pytest
from sqlalchemy import text

from kenbun.committee import due_queries
from kenbun.committee.defaults import DEFAULT_ROLES
from kenbun.committee.edit import put_roles
from kenbun.committee.roles import RoleDraft
from kenbun.kit.ids import new_id
from kenbun.leads.field_edits import edit_fields
from tests.committee.committees import committee, detect, look_again, place, roles, with_roles
from tests.world import NOON, days, event, identify, rule

_RULES = [rule("Viewed", "Page View", 5), rule("Demo", "Demo Requested", 40)]


def visits(who, count, path="/product", ago=20, **more):
    """So many visits, each on a day of its own."""
    return [event(who, "Page View", NOON - days(ago - n), path=path, **more) for n in range(count)]


def person(who, title=None, seniority=None, department=None):
    traits = {"title": title, "seniority": seniority, "department": department}
    name = who.split("@")[0].capitalize()
    return identify(who, NOON - days(40), name=name, **{k: v for k, v in traits.items() if v})


PLANTED = {
    "ceo": ("Decision Maker", ["Title “CEO”", "2 sessions in the last 90 days"]),
    "vera": ("Decision Maker", ["Title “VP Sales”", "2 sessions in the last 90 days"]),
    "cfo": ("Economic Buyer", None),
    "dora": ("Champion", None),
    "mike": ("Influencer", None),
    "arch": ("KOL", None),
    "eng": ("End User", None),
    "ciso": ("Blocker", None),
}


async def acme(make):
    """A committee with every part, and people who have none."""
    world = await with_roles(await make(_RULES))
    await world.hear(
        person("ceo@acme.com", "CEO"),
        *visits("ceo@acme.com", 2),
        person("vera@acme.com", "VP Sales"),
        *visits("vera@acme.com", 2),
        person("cfo@acme.com", "Chief Financial Officer", "C-Level"),
        *visits("cfo@acme.com", 2, "/pricing"),
        person("dora@acme.com", "Head of Growth"),
        event("dora@acme.com", "Demo Requested", NOON - days(3)),
        event("dora@acme.com", "Colleague Invited", NOON - days(2), invitee="mike@acme.com"),
        person("mike@acme.com", "Product Manager"),
        *visits("mike@acme.com", 5),
        person("arch@acme.com", "Principal Architect"),
        *visits("arch@acme.com", 3),
        person("eng@acme.com", "Data Engineer", "Individual Contributor"),
        *[event("eng@acme.com", "Feature Used", NOON - days(n + 1)) for n in range(3)],
        person("ciso@acme.com", "CISO", "C-Level"),
        *visits("ciso@acme.com", 2, "/trust/security"),
        # a title alone, behaviour alone, the wrong behaviour, words that only look like a title
        person("idle@acme.com", "Chief Executive Officer"),
        person("busy@acme.com"),
        *visits("busy@acme.com", 30),
        person("art@acme.com", "Art Directory Clerk"),
        *visits("art@acme.com", 1),
        person("late@acme.com", "CTO"),
        *visits("late@acme.com", 2, ago=200),
    )
    await detect(world)
    return world


async def test_planted_roles_are_found_and_no_others(make):
    """Each has the one part that title and behaviour give; who has only one of the two has none."""
    world = await acme(make)
    found = {name.lower(): role for name, (role, _) in (await roles(world, "ceo@acme.com")).items()}
    assert found == {name: role for name, (role, _) in PLANTED.items()}


async def test_each_says_why(make):
    """The reason is that of the condition, the evidence is what holds of the lead, with its values."""
    world = await acme(make)
    members = {one.name.lower(): one for one in (await committee(world, "ceo@acme.com")).members}
    assert members["ceo"].reason == "Leads the company, and came back"
    for name, (_, evidence) in PLANTED.items():
        assert members[name].evidence
        if evidence:
            assert members[name].evidence == evidence
    assert "1 invited colleague" in members["dora"].evidence
    assert members["mike"].activities == 5
    assert members["mike"].first_activity_at == NOON - days(20)


async def test_coverage_names_what_is_there_and_what_is_missing(make):
    """Of the seven that are tracked; several members of one role cover it once."""
    world = await with_roles(await make(_RULES))
    for who in ("ada", "bob"):
        await world.hear(person(f"{who}@acme.com", "CTO"), *visits(f"{who}@acme.com", 2))
    await world.hear(person("cyd@acme.com", "Product Manager"), *visits("cyd@acme.com", 5))
    await detect(world)
    coverage = (await committee(world, "ada@acme.com")).coverage
    assert coverage.words == "2 of 7 roles (29%)"
    assert coverage.covered == ["Decision Maker", "Influencer"]
    assert coverage.missing == ["Economic Buyer", "Champion", "KOL", "End User", "Blocker"]


async def test_the_heaviest_condition_decides_and_equals_go_by_the_order_of_roles():
    """A lead of whom several hold gets the role of the one that weighs most; under 30 is no role."""
    from kenbun.committee.detect import Detector
    from kenbun.committee.facts_queries import Facts
    from kenbun.committee.roles import ConditionDraft, RoleDraft, allowed, read
    from kenbun.kit.ids import new_id

    def made(name, *weights):
        tree = {"field": "lead.title", "operator": "is_not_empty"}
        drafts = [ConditionDraft(weight=weight, conditions=tree) for weight in weights]
        return read(RoleDraft(name=name, conditions=drafts), allowed())

    def decided(*roles):
        found = Detector(roles).decide(Facts(new_id(), new_id(), "1", ("VP",)))
        return found and (found.role.name, found.condition.weight)

    assert decided(made("A", 40, 60), made("B", 50)) == ("A", 60)
    assert decided(made("A", 50), made("B", 50)) == ("A", 50)
    assert decided(made("B", 50), made("A", 50)) == ("B", 50)
    assert decided(made("A", 29)) is None
    assert decided(made("A", 30)) == ("A", 30)


async def test_detection_follows_what_leads_do_and_are(make):
    """An event, a title set by a call, one set by hand, and other rules make the account due; nothing else does."""
    world = await with_roles(await make(_RULES))
    await world.hear(person("ada@acme.com", "Intern"), *visits("ada@acme.com", 2))
    await detect(world)
    assert await roles(world, "ada@acme.com") == {}
    assert await detect(world) == 0
    await world.hear(identify("ada@acme.com", NOON, title="Chief Data Officer"))
    assert await detect(world) == 1
    assert await roles(world, "ada@acme.com") == {"Ada": ("Decision Maker", True)}
    async with world.database.transaction() as connection:
        _, lead_id = await place(world, "ada@acme.com")
        title = {"title": "Head of Growth"}
        await edit_fields(connection, world.caller, "lead", lead_id, title, world.clock, by_hand=True)
    assert await detect(world) == 1
    assert await roles(world, "ada@acme.com") == {}
    await world.publish([rule("Viewed", "Page View", 50)])
    assert await detect(world) == 1
    assert await roles(world, "ada@acme.com") == {"Ada": ("Decision Maker", True)}
    assert await detect(world) == 0


async def test_what_comes_while_one_looks_is_looked_at(make):
    """An account that is marked again after it was taken stays due."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View", NOON))
    async with world.database.transaction() as connection:
        taken = await due_queries.take(connection, world.workspace_id, 9)
        await due_queries.mark(connection, world.workspace_id, taken)
        await due_queries.done(connection, world.workspace_id, taken)
        assert await due_queries.take(connection, world.workspace_id, 9) == taken != {}
        await due_queries.done(connection, world.workspace_id, taken)
        assert await due_queries.take(connection, world.workspace_id, 9) == {}


async def test_no_more_are_taken_at_once_than_may_be(make):
    """Also of many that come where statistics know of none: a look at all accounts of a large workspace would take
    longer than it may."""
    world = await make()
    async with world.database.transaction() as connection:
        await connection.execute(text("ANALYZE committee_due"))
        await due_queries.mark(connection, world.workspace_id, [new_id() for _ in range(9)])
        for left in (4, 4, 1):
            taken = await due_queries.take(connection, world.workspace_id, 4)
            assert len(taken) == left
            await due_queries.done(connection, world.workspace_id, taken)


async def test_a_member_who_leaves_the_account_leaves_the_committee(make):
    """An account id moves the lead; both accounts are looked at."""
    world = await with_roles(await make(_RULES))
    for who, title in (("ada@acme.com", "CTO"), ("bob@acme.com", "CEO")):
        await world.hear(person(who, title), *visits(who, 2, account_id="acme"))
    await detect(world)
    assert set(await roles(world, "bob@acme.com")) == {"Ada", "Bob"}
    await world.hear(event("ada@acme.com", "Page View", NOON, account_id="elsewhere"))
    await detect(world)
    assert set(await roles(world, "bob@acme.com")) == {"Bob"}
    assert set(await roles(world, "ada@acme.com")) == {"Ada"}


@pytest.mark.parametrize("role", DEFAULT_ROLES[:7], ids=lambda role: role.name)
def test_the_seven_roles_ask_for_who_one_is_and_for_what_one_did(role):
    """Each condition looks at title or seniority, and at a score, a session, an event or an invitation."""
    from kenbun.conditions import depends_on

    assert role.tracked
    for one in role.conditions:
        found = depends_on(one.tree)
        assert found.fields & {"lead.title", "lead.seniority"}
        assert found.counts or found.fields & {"score.engagement"}


async def test_refreshing_changes_nothing_that_stands(make):
    """Looking again at what has not changed gives the same committee, and nobody else is to look at its members."""
    world = await acme(make)
    before = await roles(world, "ceo@acme.com")
    await world.rows("DELETE FROM stirred WHERE workspace_id = :w RETURNING 1")
    await look_again(world, "ceo@acme.com")
    assert await roles(world, "ceo@acme.com") == before
    assert await world.rows("SELECT FROM stirred WHERE workspace_id = :w") == []


async def test_an_account_that_was_found_by_its_domain_has_that(make):
    """A role that asks for the domain sees it, though nobody has said it of the account."""
    world = await make(_RULES)
    domain = {"field": "account.domain", "operator": "equals", "value": "acme.com"}
    draft = RoleDraft(name="Of Acme", conditions=[{"weight": 50, "conditions": domain}])
    async with world.database.transaction() as connection:
        await put_roles(connection, world.caller, [draft], world.clock)
    await world.hear(person("ada@acme.com"), person("bob@beta.com"))
    await detect(world)
    assert await roles(world, "ada@acme.com") == {"Ada": ("Of Acme", True)}
    assert await roles(world, "bob@beta.com") == {}


_LEFT = """
    SELECT d.lead_id FROM committee_detected d
    LEFT JOIN leads l ON l.workspace_id = :w AND l.lead_id = d.lead_id AND l.account_id = d.account_id
    WHERE d.workspace_id = :w AND l.lead_id IS NULL
"""


async def test_nothing_is_left_of_who_has_gone(make):
    """A visitor who turns out to be of another company; somebody who goes to one as an intern."""
    world = await with_roles(await make(_RULES))
    await world.hear(
        *(identify(who, NOON - days(40), title="CTO") for who in ("cookie:v1", "vp@gone.com")),
        *visits("cookie:v1", 2, account_id="b-1"),
        *visits("vp@gone.com", 2),
        event("ada@acme.com", "Page View", NOON - days(40), account_id="a-1"),
        event("eve@elsewhere.com", "Page View", NOON - days(40), account_id="c-1"),
    )
    await detect(world)
    assert len(await world.rows("SELECT FROM committee_detected WHERE workspace_id = :w")) == 2
    await world.hear(
        event(["cookie:v1", "ada@acme.com"], "Page View", NOON, account_id="a-1"),
        identify("vp@gone.com", NOON, title="Intern"),
        event("vp@gone.com", "Page View", NOON, account_id="c-1"),
    )
    await detect(world)
    assert await world.rows(_LEFT) == []
