"""Whatever is no news fires nothing, also where it comes round by a field, a segment or a role."""

import pytest

from kenbun.committee.edit import put_roles
from kenbun.committee.roles import RoleDraft
from kenbun.committee.settle import detect_due
from kenbun.kit.ids import public
from tests.mapping.mapped import Mapped
from tests.segments.segmented import Segments
from tests.transfer.imports.importing import take_in
from tests.triggers.triggered import HOT, Triggers
from tests.world import NOON, days, event, identify, rule

RULES = [rule("Asked", "Demo", 60)]
CHIEF = {"field": "lead.title", "operator": "contains", "value": "chief"}
HOT_ONE = {"field": "score.engagement", "operator": "gte", "value": 50}
ENTERS = {"kind": "segment", "subject": "lead", "on": "enter"}


class Quiet:
    """A trigger for whoever gets the title of a chief, and one for whoever gets the role that comes of it, both in one
    company; each is known by now."""

    def __init__(self, world):
        self.world = world
        self.segments, self.triggers = Segments(world), Triggers(world)

    async def begin(self):
        self.role = await self.roles({"any": [CHIEF, HOT_ONE]})
        await self.segments.add("Titled", CHIEF)
        await self.segments.add("In the role", {"committee_role": self.role})
        for name in ("Titled", "In the role"):
            await self.triggers.add(name, ENTERS | {"segment_id": self.segments.public(name)})
        await self.world.hear(event("ada@acme.com", "Visit"), event("bob@acme.com", "Visit"))
        await self.follow()
        return self

    async def roles(self, conditions):
        draft = {"name": "Chief", "conditions": [{"name": "One", "weight": 50, "conditions": conditions}]}
        async with self.world.database.transaction() as connection:
            [role] = await put_roles(
                connection, self.world.caller, [RoleDraft.model_validate(draft)], self.world.clock
            )
        return public("role", role.role_id)

    async def follow(self):
        """As the worker does it."""
        await detect_due(*self.segments.place)
        await self.segments.settle()
        await self.triggers.settle()

    async def states(self):
        await self.follow()
        return {name: await self.triggers.states(name) for name in ("Titled", "In the role")}


@pytest.fixture
async def quiet(make):
    return await Quiet(await make(RULES)).begin()


async def test_what_happens_now_is_news(quiet):
    await quiet.world.hear(identify("ada@acme.com", title="Chief"))
    assert await quiet.states() == {"Titled": [("fired", None)], "In the role": [("fired", None)]}


async def test_what_comes_late_is_none(quiet):
    """Whatever a colleague does meanwhile, for whom something is."""
    await quiet.world.hear(
        identify("ada@acme.com", NOON - days(3), title="Chief"), identify("bob@acme.com", title="Clerk")
    )
    await quiet.world.hear(event("bob@acme.com", "Demo"))
    states = await quiet.states()
    assert states["Titled"] == [("held_back", "late")]
    assert sorted(states["In the role"]) == [("fired", None), ("held_back", "roles")]


async def test_an_import_is_none(quiet):
    """Neither of those whom it brings nor of those who were there; nor by a score that its fields are worth."""
    await quiet.triggers.add("Fits", HOT | {"dimension": "profile", "threshold": 1})
    job = await take_in(quiet.world, "email,title", "ada@acme.com,Chief", "new@acme.com,Chief")
    assert (job.state, job.created, job.updated) == ("done", 1, 1)
    states = await quiet.states()
    assert states["Titled"] == 2 * [("held_back", "import")]
    assert states["In the role"] == 2 * [("held_back", "roles")]
    assert {state for state, _ in await quiet.triggers.states("Fits")} <= {"held_back"}


async def test_a_mapping_applied_backwards_is_none(quiet):
    mapped = Mapped(quiet.world)
    await quiet.world.hear(event("ada@acme.com", "Visit", job="Chief"))
    await mapped.apply(await mapped.map("metadata.job", "lead.title"))
    states = await quiet.states()
    assert states["Titled"] == [("held_back", "mapping")]
    assert [state for state, _ in states["In the role"]] == ["held_back"]


async def test_other_roles_and_rules_are_none(quiet):
    """Roles that ask for something else, and scores that they ask for, published."""
    await quiet.world.hear(event("ada@acme.com", "Page View"))
    await quiet.follow()
    await quiet.world.publish([rule("Viewed", "Page View", 70)])
    assert (await quiet.states())["In the role"] == [("held_back", "roles")]
    await quiet.roles({"field": "lead.title", "operator": "is_empty"})
    assert (await quiet.states())["In the role"] == 2 * [("held_back", "roles")]


async def test_afterwards_there_is_news_again(quiet):
    """What was held of a company is over with the look at it."""
    await quiet.world.hear(identify("ada@acme.com", NOON - days(3), title="Chief"))
    await quiet.follow()
    await quiet.world.hear(identify("ada@acme.com", title="Clerk"), identify("bob@acme.com", title="Chief"))
    await quiet.follow()
    await quiet.world.hear(identify("ada@acme.com", title="Chief again"))
    states = await quiet.states()
    assert states["In the role"] == [("held_back", "roles"), ("fired", None), ("fired", None)]
