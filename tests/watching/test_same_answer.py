"""What watchers are told after any history, in any batches: as a few lines of plain Python say."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kenbun.alerts.notifications import list_notifications
from kenbun.database import Database
from kenbun.kit.paging import Paging
from kenbun.levels.defaults import default_bands
from kenbun.watching.watch import watch_lead
from tests.members import join
from tests.world import NOON, event, make_world, rule

POINTS = {"Page View": 10, "Demo Requested": 40, "Complained": -30, "Shrugged": 0}
RULES = [rule(name, name, points) for name, points in POINTS.items() if points]
ADA = "ada@acme.com"

# minutes that go by before a batch, and its events: how old each is in hours, its type, whether it is activity
_EVENTS = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 1, 23, 24, 48]),
        st.sampled_from(sorted(POINTS)),
        st.sampled_from([None, "system"]),
    ),
    min_size=1,
    max_size=5,
)
_BATCHES = st.lists(st.tuples(st.sampled_from([1, 20, 45, 61, 200]), _EVENTS), max_size=6)
_LEVELS = st.sampled_from([None, "Warm", "Hot", "Cold"])
_SCORES = st.sampled_from([None, 10, 35, 50, 90])


def expected(batches: list[Any], alert_score: int | None, alert_level: str | None) -> list[tuple[str, ...]]:
    """Of each that is told the kind (`active`, or what was reached), from the first to the last."""
    lows = {band["name"]: band["min"] for band in default_bands("engagement")}
    waiting = {"score": alert_score, "level": lows[alert_level] if alert_level else None}
    now, told_at, total = NOON, datetime.min.replace(tzinfo=NOON.tzinfo), 0
    found: list[tuple[str, ...]] = []
    for pause, events in batches:
        now += timedelta(minutes=pause)
        fresh = [name for age, name, channel in events if age < 24 and channel != "system"]
        brought = sum(POINTS[name] for _, name, _ in events)
        before, after = max(total, 0), max(total + brought, 0)
        total += brought
        if not fresh:
            continue
        if after > before and len(fresh) < len(events):
            before = max(before, after - max(sum(POINTS[name] for name in fresh), 0))
        reached = [name for name, edge in waiting.items() if edge is not None and before < edge <= after]
        if reached or now - told_at >= timedelta(hours=1):
            found.append(tuple(reached) or ("active",))
            told_at = now
    return found


@given(_BATCHES, _SCORES, _LEVELS)
async def test_watchers_are_told_what_has_just_happened(
    database: Database, batches: Any, alert_score: int | None, alert_level: str | None
) -> None:
    """Once an hour that somebody is there, at once what is reached from below, and nothing of what is old."""
    world = await make_world(database, RULES)
    await world.hear(event(ADA, "Signed In", NOON - timedelta(days=3)))
    eve, ada = await join(world, "Eve"), await world.lead_by_alias(("email", ADA))
    said = {"alert_score": alert_score, "alert_level": alert_level}
    async with world.database.transaction() as connection:
        await watch_lead(connection, eve, ada, said, world.clock())
    for pause, events in batches:
        world.clock.now += timedelta(minutes=pause)
        now = world.clock.now
        await world.hear(
            *(event(ADA, name, now - timedelta(hours=age), channel=channel) for age, name, channel in events)
        )
    async with world.database.snapshot() as connection:
        rows = (await list_notifications(connection, eve, Paging(1, 100))).rows
    kinds: list[tuple[str, ...]] = []
    for row in reversed(rows):
        if "has reached" not in row.text:
            kinds.append(("active",))
            continue
        score = alert_score is not None and f"reached {alert_score} points" in row.text
        level = alert_level is not None and alert_level in row.text
        kinds.append(tuple(name for name, here in (("score", score), ("level", level)) if here))
    assert kinds == expected(batches, alert_score, alert_level)
