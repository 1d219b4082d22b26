"""Each member's own list of leads to keep an eye on."""

from typing import Any
from uuid import UUID

import pytest

from kenbun.access.callers import Caller
from kenbun.kit.errors import Conflict, Invalid, NotFound
from kenbun.kit.ids import new_id
from kenbun.kit.paging import Paging
from kenbun.watching import queries, watch
from kenbun.watching.watch import Watch, unwatch_lead, watch_lead, watch_leads
from tests.members import join
from tests.world import World, event

NAMES = ("ada", "bob", "cy")


async def people(world: World) -> list[UUID]:
    await world.hear(*(event(f"{name}@acme.com", "Page View") for name in NAMES))
    return [await world.lead_by_alias(("email", f"{name}@acme.com")) for name in NAMES]


async def star(world: World, caller: Caller, lead: UUID, **said: Any) -> None:
    async with world.database.transaction() as connection:
        await watch_lead(connection, caller, lead, said, world.clock())


async def starred(world: World, caller: Caller) -> list[tuple[Any, ...]]:
    async with world.database.snapshot() as connection:
        found = await queries.watches_of(
            connection, world.workspace_id, caller.member_id, "-watched_at", Paging()
        )
        counted = await queries.count_watches(connection, world.workspace_id, caller.member_id)
    assert counted == len(found)
    return [(row.lead_id, row.prediction, row.note, row.alert_score, row.alert_level) for row in found]


async def test_each_member_has_a_list_of_their_own(make: Any) -> None:
    """What one stars, predicts and notes, the other does not see."""
    world: World = await make()
    ada, bob, _ = await people(world)
    eve, mia = await join(world, "Eve", "viewer"), await join(world, "Mia", "viewer")
    note = "Met in Rome.\nLikes tea."
    await star(world, eve, ada, prediction=" Signs in June ", note=note, alert_score=80, alert_level="hot")
    await star(world, mia, ada)
    await star(world, mia, bob)
    assert await starred(world, eve) == [(ada, "Signs in June", note, 80, "hot")]
    assert {row[0] for row in await starred(world, mia)} == {ada, bob}
    async with world.database.transaction() as connection:
        await unwatch_lead(connection, mia, ada, world.clock())
        await unwatch_lead(connection, mia, ada, world.clock())
    assert [row[0] for row in await starred(world, mia)] == [bob]
    assert len(await starred(world, eve)) == 1


async def test_saying_something_keeps_since_when_and_the_rest(make: Any) -> None:
    """A second star is no second entry; what is left out stays, and many at once leave alone what was said."""
    world: World = await make()
    ada, bob, cy = await people(world)
    eve = await join(world, "Eve")
    await star(world, eve, ada, prediction="Signs", note="Hot")
    world.clock.now = world.clock.now.replace(hour=18)
    await star(world, eve, ada, note="Gone quiet")
    await star(world, eve, ada)
    async with world.database.transaction() as connection:
        assert await watch_leads(connection, eve, [ada, bob, cy, new_id()], world.clock()) == 2
    listed = await starred(world, eve)
    assert {row[0] for row in listed[:2]} == {bob, cy}
    assert listed[2] == (ada, "Signs", "Gone quiet", None, None)
    await star(world, eve, ada, prediction=None)
    assert (await starred(world, eve))[2][1] is None


async def test_what_is_wrong_is_named(make: Any) -> None:
    """Who is no lead here, a level there is none of, texts that are no line or too long, a list that is full."""
    world, other = await make(), await make()
    ada, *_ = await people(world)
    eve, stranger = await join(world, "Eve"), await join(other, "Stranger")
    for caller, lead in ((eve, new_id()), (stranger, ada)):
        with pytest.raises(NotFound):
            await star(world, caller, lead)
    with pytest.raises(Invalid, match="Cold, Warm, Hot"):
        await star(world, eve, ada, alert_level="Boiling")
    for field, said in (
        ("prediction", "two\nlines"),
        ("note", "x" * 2_001),
        ("note", "a\0b"),
        ("alert_score", 2**63),
    ):
        with pytest.raises(Invalid) as refused:
            Watch().saying({field: said})
        assert refused.value.field == field
    assert Watch().saying({"prediction": " ", "note": "\n", "alert_level": ""}) == Watch()


async def test_a_full_list_takes_no_more(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the remedy; what is on it can still be changed."""
    world: World = await make()
    ada, bob, cy = await people(world)
    eve = await join(world, "Eve")
    monkeypatch.setattr(watch, "MOST", 2)
    await star(world, eve, ada)
    await star(world, eve, bob)
    await star(world, eve, bob, prediction="Signs")
    with pytest.raises(Conflict, match="take some off"):
        await star(world, eve, cy)
