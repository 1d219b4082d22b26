"""What members are told, by mail: at once or once a day, at least once, never without end."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest_asyncio
from sqlalchemy import text

from kenbun.access.callers import Caller
from kenbun.access.members import remove_member
from kenbun.alerts.letter import write
from kenbun.alerts.mailing import GIVE_UP_AFTER, REST, mail_what_is_due
from kenbun.alerts.notifications import list_notifications
from kenbun.alerts.notify import Notice, notify
from kenbun.alerts.preferences import Mailing, Preferences, preferences_of, set_preferences
from kenbun.alerts.queries import _DUE
from kenbun.kit.paging import Paging
from kenbun.settings import Settings
from kenbun.worker import Worker
from tests.mail_catcher import Catcher, catching, text_of
from tests.members import join
from tests.world import NOON, World


@pytest_asyncio.fixture
async def catcher() -> AsyncIterator[Catcher]:
    async with catching() as kept:
        yield kept


async def want(world: World, who: Caller, mail: Mailing, at: time = time(8), **kinds: bool) -> None:
    async with world.database.transaction() as connection:
        await set_preferences(connection, who, Preferences(True, kinds, mail, at), world.clock())


async def tell(world: World, *who: Caller, line: str = "Ada is <back>", kind: str = "watch_list") -> None:
    async with world.database.transaction() as connection:
        notices = [Notice(one.member_id, line, "/leads/ld_1") for one in who]
        await notify(connection, world.workspace_id, kind, notices, world.clock())


async def mail(world: World, catcher: Catcher) -> int:
    set_up = Settings(smtp_url=catcher.url, public_url="https://kenbun.acme.com")
    return await mail_what_is_due(world.database, set_up, world.clock)


async def test_at_once_to_those_who_want_it(make: Any, catcher: Catcher) -> None:
    """With a link, in text and in escaped HTML; others have it in the app alone; and only once."""
    world: World = await make()
    eve, mia = await join(world, "Eve"), await join(world, "Mia")
    await want(world, eve, "at_once", assignment=False)
    await tell(world, eve, mia)
    await tell(world, eve, kind="assignment")
    assert (await mail(world, catcher), await mail(world, catcher)) == (1, 0)
    [one] = catcher.caught
    assert (one["To"], one["Subject"]) == (eve.email, "Ada is <back>")
    assert "https://kenbun.acme.com/leads/ld_1" in text_of(one)
    assert "Ada is <back>" in text_of(one)
    assert "Ada is &lt;back&gt;" in text_of(one, "html")
    async with world.database.snapshot() as connection:
        assert (await list_notifications(connection, mia, Paging())).total == 1


async def test_a_burst_is_one_mail(make: Any, catcher: Catcher) -> None:
    """What comes within a minute after a mail waits for the next, and goes together."""
    world: World = await make()
    eve = await join(world, "Eve")
    await want(world, eve, "at_once")
    await tell(world, eve)
    assert await mail(world, catcher) == 1
    for number in range(60):
        await tell(world, eve, line=f"Number {number}")
    assert await mail(world, catcher) == 0
    world.clock.now += REST
    assert await mail(world, catcher) == 1
    assert catcher.caught[1]["Subject"].endswith(": 60 notifications")
    assert "Number 49" in text_of(catcher.caught[1])
    assert "And 10 more" in text_of(catcher.caught[1])


async def test_once_a_day_at_the_time_of_the_zone(make: Any, catcher: Catcher) -> None:
    """What came before goes today, the rest tomorrow; who changes their mind is mailed by what they want now."""
    world: World = await make(zone="Asia/Tokyo")
    eve, mia, lou = await join(world, "Eve"), await join(world, "Mia"), await join(world, "Lou")
    for who in (eve, mia, lou):
        await want(world, who, "digest", time(21, 30))
    await tell(world, eve, mia, line="One")
    world.clock.now = NOON + timedelta(minutes=29)
    await tell(world, eve, line="Two")
    assert await mail(world, catcher) == 0
    await want(world, mia, "none")
    await tell(world, lou)
    async with world.database.transaction() as connection:
        off = Preferences(False, {}, "digest", time(21, 30))
        await set_preferences(connection, lou, off, world.clock())
    world.clock.now = NOON + timedelta(minutes=30)
    await tell(world, eve, line="Three")
    assert await mail(world, catcher) == 1
    [digest] = catcher.caught
    assert digest["Subject"].endswith(": 2 notifications of the last day")
    assert "Three" not in text_of(digest)
    world.clock.now += timedelta(days=1)
    assert await mail(world, catcher) == 1
    assert "Three" in text_of(catcher.caught[1])


async def test_a_kind_that_is_switched_off_is_mailed_no_more(make: Any, catcher: Catcher) -> None:
    """Nor is what waits of it, though the rest goes."""
    world: World = await make()
    eve = await join(world, "Eve")
    for choice in ("at_once", "digest"):
        await want(world, eve, choice, watch_list=True)
        await tell(world, eve, line="Of no interest")
        await tell(world, eve, line="Yours", kind="assignment")
        await want(world, eve, choice, watch_list=False)
        world.clock.now += timedelta(days=1)
        assert await mail(world, catcher) == 1
        assert "Yours" in text_of(catcher.caught[-1])
        assert "Of no interest" not in text_of(catcher.caught[-1])


async def test_a_daily_mail_that_is_due_stays_due(make: Any, catcher: Catcher) -> None:
    """Whatever is chosen before it has gone; what was to go at once, and is now to go daily, waits for its time."""
    world: World = await make()
    eve, mia = await join(world, "Eve"), await join(world, "Mia")
    await want(world, eve, "digest")
    await want(world, mia, "at_once")
    await tell(world, eve, mia)
    world.clock.now += timedelta(days=1)
    await want(world, eve, "digest", time(9), assignment=False)
    await want(world, mia, "digest")
    assert await mail(world, catcher) == 1
    assert catcher.caught[0]["To"] == eve.email


async def test_a_server_that_fails_is_tried_again_for_a_day(make: Any, catcher: Catcher) -> None:
    """Further and further apart; nothing is lost meanwhile; then mail is switched off, and the member told here."""
    world: World = await make()
    eve = await join(world, "Eve", "admin")
    await want(world, eve, "at_once")
    catcher.answer = "451 Try later"
    await tell(world, eve)
    assert (await mail(world, catcher), await mail(world, catcher)) == (0, 0)
    assert len(catcher.caught) == 1
    world.clock.now += timedelta(seconds=76)
    await mail(world, catcher)
    assert len(catcher.caught) == 2
    assert catcher.caught[0]["Message-ID"] == catcher.caught[1]["Message-ID"]
    world.clock.now += timedelta(hours=3)
    catcher.answer = "250 OK"
    assert await mail(world, catcher) == 1
    catcher.answer = "554 No"
    world.clock.now += REST
    await tell(world, eve)
    await mail(world, catcher)
    world.clock.now += GIVE_UP_AFTER
    await mail(world, catcher)
    async with world.database.snapshot() as connection:
        assert (await preferences_of(connection, eve)).mail == "none"
        told = (await list_notifications(connection, eve, Paging())).rows[0]
    assert "554 No" in told.text
    world.clock.now += timedelta(hours=3)
    assert await mail(world, catcher) == 0


async def test_a_mail_that_cannot_be_written_rests(make: Any, catcher: Catcher, monkeypatch: Any) -> None:
    """A minute at first, as one that the server refuses; others get theirs meanwhile."""
    world: World = await make()
    eve, mia = await join(world, "Eve"), await join(world, "Mia")
    for who in (eve, mia):
        await want(world, who, "at_once")
        await tell(world, who)
    tried: list[str] = []

    def broken(reader: Any, *rest: Any) -> Any:
        tried.append(reader.email)
        return 1 / 0 if reader.email == eve.email else write(reader, *rest)

    monkeypatch.setattr("kenbun.alerts.mailing.write", broken)
    assert [await mail(world, catcher) for _ in range(3)] == [1, 0, 0]
    assert sorted(tried) == sorted([eve.email, mia.email])
    monkeypatch.undo()
    world.clock.now += timedelta(seconds=76)
    assert await mail(world, catcher) == 1
    assert [one["To"] for one in catcher.caught] == [mia.email, eve.email]


async def test_two_workers_and_one_that_was_killed(make: Any, catcher: Catcher) -> None:
    """Of two at once one mails; what a killed one had claimed is mailed when its claim has run out."""
    world: World = await make()
    eve = await join(world, "Eve")
    await want(world, eve, "at_once")
    await tell(world, eve)
    catcher.slow = 0.1
    assert sorted(await asyncio.gather(*(mail(world, catcher) for _ in range(3)))) == [0, 0, 1]
    catcher.slow = 0
    world.clock.now += REST
    await tell(world, eve)
    until = world.clock.now + timedelta(minutes=2)
    claimed = text(
        "UPDATE alert_mailboxes SET claimed_until = :until WHERE workspace_id = :w AND user_id = :user"
    )
    async with world.database.transaction() as connection:
        values = {"until": until, "w": world.workspace_id, "user": eve.member_id}
        await connection.execute(claimed, values)
    assert await mail(world, catcher) == 0
    world.clock.now = until
    assert await mail(world, catcher) == 1


async def test_who_has_left_is_told_nothing(make: Any, catcher: Catcher) -> None:
    """Neither of what waits nor of what comes, and whoever is told beside them still is."""
    world: World = await make()
    eve, mia = await join(world, "Eve"), await join(world, "Mia")
    for who in (eve, mia):
        await want(world, who, "at_once")
    await tell(world, eve)
    async with world.database.transaction() as connection:
        await remove_member(connection, world.caller, eve.member_id, world.clock())
    await tell(world, eve, mia)
    assert await mail(world, catcher) == 1
    assert catcher.caught[0]["To"] == mia.email


async def test_the_worker_mails(make: Any, catcher: Catcher) -> None:
    """In its rounds, where a mail server is set up; without one it leaves what waits for one that is."""
    world: World = await make()
    eve = await join(world, "Eve")
    await want(world, eve, "at_once")
    await tell(world, eve)
    await Worker(world.database, world.clock, Settings(smtp_url=None))._rounds.mail()
    await Worker(world.database, world.clock, Settings(smtp_url=catcher.url))._rounds.mail()
    assert [one["To"] for one in catcher.caught] == [eve.email]


_DUES = text(f"""
    SELECT {_DUE.replace(":now", "s.now")} AS due
    FROM unnest(cast(:nows AS timestamptz[]), cast(:zones AS text[]), cast(:ats AS time[]))
      WITH ORDINALITY AS s (now, zone, at, place),
      LATERAL (SELECT true AS enabled, 'digest' AS mail, s.at AS digest_at) AS p,
      LATERAL (SELECT s.zone AS time_zone) AS w
    ORDER BY s.place
""")


async def test_the_daily_mail_is_always_at_its_time(make: Any) -> None:
    """The next time that clocks there show it, whatever the zone and the season; an hour later where they skip it."""
    world: World = await make()
    chance = random.Random(1)
    zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
    asked = [
        (
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(365 * 24 * 60)),
            chance.choice(zones),
            time(chance.randrange(24), chance.randrange(60)),
        )
        for _ in range(5_000)
    ]
    nows, names, ats = map(list, zip(*asked, strict=True))
    async with world.database.snapshot() as connection:
        found = await connection.execute(_DUES, {"nows": nows, "zones": names, "ats": ats})
    for (now, zone, at), due in zip(asked, found.scalars(), strict=True):
        local = due.astimezone(ZoneInfo(zone))
        skipped = (
            datetime.combine(local.date(), at, ZoneInfo(zone))
            .astimezone(UTC)
            .astimezone(ZoneInfo(zone))
            .time()
            != at
        )
        assert now < due <= now + timedelta(hours=26)
        assert local.time() == at or skipped
