"""Sources and their write keys."""

from datetime import timedelta

import pytest

from kenbun.access.sources import (
    Source,
    change_key,
    change_source,
    create_source,
    get_source,
    list_sources,
    revoke_source,
)
from kenbun.access.write_keys import WriteKeys
from kenbun.database import Database
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.paging import Paging
from tests.access.conftest import Clock, World


async def _source(database: Database, world: World, clock: Clock, *origins: str) -> tuple[Source, str]:
    async with database.transaction() as connection:
        return await create_source(
            connection, world.caller(), "Web shop", clock(), kind="website", allowed_origins=origins
        )


async def test_a_write_key_leads_to_its_source(database: Database, world: World, clock: Clock) -> None:
    """The key of a source names workspace and source; a key one letter off names nothing."""
    source, key = await _source(database, world, clock)
    assert await WriteKeys().source(database, key, clock) == source
    assert await WriteKeys().source(database, key[:-1] + ("0" if key[-1] != "0" else "1"), clock) is None


async def test_a_revoked_key_is_refused_within_five_seconds(
    database: Database, world: World, clock: Clock
) -> None:
    """A process that has just used a key sees that it was revoked five seconds later at most."""
    source, key = await _source(database, world, clock)
    keys = WriteKeys()
    assert await keys.source(database, key, clock)
    async with database.transaction() as connection:
        await revoke_source(connection, world.caller(), source.source_id, clock())
    clock.forward(seconds=5)
    assert await keys.source(database, key, clock) is None


async def test_the_process_that_revokes_a_key_refuses_it_at_once(
    database: Database, world: World, clock: Clock
) -> None:
    """Whoever clicks Revoke need not wait; other keys stay known."""
    source, key = await _source(database, world, clock)
    _, other = await _source(database, world, clock)
    keys = WriteKeys()
    assert await keys.source(database, key, clock)
    assert await keys.source(database, other, clock)
    async with database.transaction() as connection:
        await revoke_source(connection, world.caller(), source.source_id, clock())
    keys.forget(source.source_id)
    assert await keys.source(database, key, clock) is None
    assert await keys.source(database, other, clock)


async def test_a_known_key_costs_no_statement(
    database: Database, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within seconds the same key, right or wrong, is answered without asking the database."""
    _, key = await _source(database, world, clock)
    keys, wrong = WriteKeys(), key[:-48] + "0" * 48
    source = await keys.source(database, key, clock)
    assert await keys.source(database, wrong, clock) is None
    monkeypatch.setattr(database, "transaction", None)
    assert await keys.source(database, key, clock) is source
    assert await keys.source(database, wrong, clock) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://www.Example.com/", "https://www.example.com"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
async def test_origins_are_kept_as_browsers_send_them(
    database: Database, world: World, clock: Clock, given: str, kept: str
) -> None:
    """Case and a last slash do not keep a page out."""
    source, _ = await _source(database, world, clock, given)
    assert source.allows(kept)
    assert source.allows(None)
    assert not source.allows("https://evil.example")
    assert not source.allows("null")


async def test_without_origins_every_page_may(database: Database, world: World, clock: Clock) -> None:
    """A source without origins takes events from any page."""
    source, _ = await _source(database, world, clock)
    assert source.allows("https://anything.example")


@pytest.mark.parametrize(
    "origin",
    ["example.com", "https://example.com/path", "ftp://example.com", "https://", "*", "https://[", "\0"],
)
async def test_what_is_no_origin_is_refused_by_place(
    database: Database, world: World, clock: Clock, origin: str
) -> None:
    """A wrong origin is named by its place in the list."""
    with pytest.raises(Invalid) as refusal:
        await _source(database, world, clock, "https://good.example", origin)
    assert refusal.value.field == "allowed_origins[1]"


async def test_a_revoked_source_is_no_longer_listed(database: Database, world: World, clock: Clock) -> None:
    """The list shows the sources whose keys hold."""
    source, _ = await _source(database, world, clock)
    async with database.transaction() as connection:
        assert await list_sources(connection, world.workspace_id, Paging()) == ([source], 1)
        await revoke_source(connection, world.caller(), source.source_id, clock())
        assert await list_sources(connection, world.workspace_id, Paging()) == ([], 0)
        with pytest.raises(NotFound):
            await revoke_source(connection, world.caller(), source.source_id, clock())


async def _change_key(
    database: Database, world: World, source: Source, clock: Clock, **holds_on: float
) -> str:
    async with database.transaction() as connection:
        beside = timedelta(**holds_on)
        return (await change_key(connection, world.caller(), source.source_id, clock(), beside))[1]


async def test_the_former_key_holds_on_as_long_as_asked(
    database: Database, world: World, clock: Clock
) -> None:
    """Both are taken meanwhile; of three the first no more; without a time the former is refused at once."""
    source, first = await _source(database, world, clock)

    async def holding(*keys: str) -> list[bool]:
        return [await WriteKeys().source(database, key, clock) is not None for key in keys]

    second = await _change_key(database, world, source, clock, hours=24)
    clock.forward(hours=23)
    assert await holding(first, second) == [True, True]
    clock.forward(hours=1)
    assert await holding(first, second) == [False, True]
    third = await _change_key(database, world, source, clock, hours=168)
    fourth = await _change_key(database, world, source, clock, hours=1)
    assert await holding(second, third, fourth) == [False, True, True]
    fifth = await _change_key(database, world, source, clock)
    assert await holding(third, fourth, fifth) == [False, False, True]
    for wrong in ({"hours": 169}, {"hours": -1}):
        with pytest.raises(Invalid):
            await _change_key(database, world, source, clock, **wrong)


async def test_origins_can_be_changed(database: Database, world: World, clock: Clock) -> None:
    """What is left out stays; a source that is revoked, or another's, cannot be changed."""
    source, key = await _source(database, world, clock, "https://old.example")
    async with database.transaction() as connection:
        new = ["https://new.example"]
        changed = await change_source(
            connection, world.caller(), source.source_id, clock(), allowed_origins=new
        )
        assert (changed.name, changed.allowed_origins) == ("Web shop", new)
        theirs = type(world.caller())(world.stranger.workspace_id, "admin", "system", "tests")
        with pytest.raises(NotFound):
            await change_source(connection, theirs, source.source_id, clock(), name="Mine")
    found = await WriteKeys().source(database, key, clock)
    assert found
    assert not found.allows("https://old.example")
    async with database.transaction() as connection:
        await revoke_source(connection, world.caller(), source.source_id, clock())
        with pytest.raises(NotFound):
            await change_source(connection, world.caller(), source.source_id, clock(), name="Gone")


async def test_whether_a_key_is_still_in_use(database: Database, world: World, clock: Clock) -> None:
    """Whoever changes a key sees when the former one was last used, and can take it away when nothing sends with it."""
    source, first = await _source(database, world, clock)
    changed_at = clock()
    second = await _change_key(database, world, source, clock, hours=24)

    async def used(key: str) -> tuple[object, object]:
        clock.forward(minutes=6)
        await WriteKeys().source(database, key, clock)
        async with database.snapshot() as connection:
            found = await get_source(connection, world.workspace_id, source.source_id)
        return found.last_used_at, found.former_key_used_at

    assert await used(second) == (changed_at + timedelta(minutes=6), None)
    assert await used(first) == (changed_at + timedelta(minutes=12),) * 2
    assert await used(second) == (changed_at + timedelta(minutes=18), changed_at + timedelta(minutes=12))
    await _change_key(database, world, source, clock, hours=24)
    assert (await used(second))[1] == clock()
