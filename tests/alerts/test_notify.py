"""What members are told, and that they can choose not to be."""

from typing import Any

import pytest

from kenbun.access.callers import Caller
from kenbun.alerts.kinds import KINDS
from kenbun.alerts.notifications import Told, count_unread, list_notifications, open_notification, read_all
from kenbun.alerts.notify import Notice, notify
from kenbun.alerts.preferences import Preferences, preferences_of, set_preferences
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import new_id, parse, public
from kenbun.kit.paging import Paging
from tests.members import join
from tests.world import World


async def tell(world: World, kind: str, *notices: Notice) -> int:
    async with world.database.transaction() as connection:
        return await notify(connection, world.workspace_id, kind, notices, world.clock())


async def told(world: World, caller: Caller, *, unread: bool = False) -> Told:
    async with world.database.snapshot() as connection:
        return await list_notifications(connection, caller, Paging(), unread=unread)


async def want(world: World, caller: Caller, enabled: bool, **kinds: bool) -> Preferences:
    async with world.database.transaction() as connection:
        return await set_preferences(connection, caller, Preferences(enabled, kinds), world.clock())


def lead_of(one: Any) -> Any:
    return parse("ld", one.subject["id"]) if one.subject else None


async def test_each_is_told_what_is_theirs_the_latest_first(make: Any) -> None:
    """With what it is about and where it leads; read is read, and others' cannot be opened."""
    world: World = await make()
    eve, mia, lead = await join(world, "Eve"), await join(world, "Mia"), new_id()
    one = Notice.of_lead(eve.member_id, lead, "Ada <b>Lovelace</b>")
    assert await tell(world, "watch_list", one, Notice(mia.member_id, "Twelve leads", "/leads")) == 2
    assert await tell(world, "assignment", Notice(eve.member_id, "Two leads", "/leads")) == 1
    seen = await told(world, eve)
    assert [(each.kind, each.text, lead_of(each)) for each in seen.rows] == [
        ("assignment", "Two leads", None),
        ("watch_list", "Ada <b>Lovelace</b>", lead),
    ]
    assert (seen.unread, seen.total, seen.rows[1].link) == (2, 2, f"/leads/{public('ld', lead)}")
    first = parse("ntf", seen.rows[1].notification_id)
    assert first
    async with world.database.transaction() as connection:
        assert await open_notification(connection, eve, first, world.clock()) == seen.rows[1].link
        with pytest.raises(NotFound):
            await open_notification(connection, mia, first, world.clock())
    unread = await told(world, eve, unread=True)
    assert ([each.text for each in unread.rows], unread.unread, unread.total) == (["Two leads"], 1, 1)
    async with world.database.transaction() as connection:
        assert (await read_all(connection, eve, world.clock()), await count_unread(connection, eve)) == (1, 0)
        assert await count_unread(connection, mia) == 1


async def test_an_account_is_something_to_be_told_of(make: Any) -> None:
    """It leads to the page of the account."""
    world: World = await make()
    eve, account = await join(world, "Eve"), new_id()
    await tell(world, "surge", Notice.of_account(eve.member_id, account, "Acme surges"))
    [one] = (await told(world, eve)).rows
    assert one.subject == {"kind": "account", "id": public("acct", account)}
    assert one.link == f"/accounts/{public('acct', account)}"


async def test_who_does_not_want_a_kind_is_not_told(make: Any) -> None:
    """Kind by kind, and by the master switch; others still are; what is left out stays as it was."""
    world: World = await make()
    eve, mia = await join(world, "Eve"), await join(world, "Mia")

    async def counts() -> list[int]:
        for kind in KINDS:
            await tell(world, kind, *(Notice(who.member_id, kind, "/leads") for who in (eve, mia)))
        return [(await told(world, who)).total for who in (eve, mia)]

    every, all_but_one = len(KINDS), dict.fromkeys(KINDS, True) | {"assignment": False}
    assert await counts() == [every, every]
    assert await want(world, eve, True, assignment=False) == Preferences(True, all_but_one)
    assert await counts() == [2 * every - 1, 2 * every]
    await want(world, eve, False)
    assert await counts() == [2 * every - 1, 3 * every]
    await want(world, eve, True)
    assert await counts() == [3 * every - 2, 4 * every]
    async with world.database.snapshot() as connection:
        assert (await preferences_of(connection, eve)).kinds == all_but_one
        assert (await preferences_of(connection, mia)).kinds == dict.fromkeys(KINDS, True)
