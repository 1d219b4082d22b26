"""What lists remember of leads."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kenbun.kit.ids import new_id
from kenbun.scoring.remembered import Remembered
from kenbun.scoring.versions import Version
from tests.scoring.history.test_record import PAGE
from tests.world import event

THEN = datetime(2026, 1, 1, tzinfo=UTC)
ADA, BOB = UUID(int=1), UUID(int=2)


@pytest.fixture
def version() -> Version:
    return Version(new_id(), new_id(), 1, is_primary=True, zone="UTC", rules=(), type_ids={})


@pytest.fixture
def remembered() -> Remembered[int]:
    return Remembered(timedelta(minutes=1))


def test_for_a_minute(version, remembered):
    """A value is known for times less than a minute away, if that is how long it is kept, and for its version alone."""
    remembered.remember(version, {ADA: 3}, {ADA: 40}, THEN)
    soon, late = THEN + timedelta(seconds=59), THEN + timedelta(seconds=60)
    assert remembered.recall(version, {ADA: 3, BOB: 1}, soon) == {ADA: 40}
    assert remembered.recall(version, {ADA: 3}, late) == {}
    other = Version(new_id(), new_id(), 2, is_primary=True, zone="UTC", rules=(), type_ids={})
    assert remembered.recall(other, {ADA: 3}, THEN) == {}


def test_until_the_next_event(version, remembered):
    """Another number of events may mean a late one: the value is worked out anew."""
    remembered.remember(version, {ADA: 3}, {ADA: 40}, THEN)
    assert remembered.recall(version, {ADA: 4}, THEN) == {}


def test_not_without_end(version, remembered):
    """The oldest go when there are more than 20,000."""
    many = {UUID(int=number): 1 for number in range(20_001)}
    remembered.remember(version, many, many, THEN)
    assert len(remembered.recall(version, many, THEN)) == 20_000
    assert remembered.recall(version, {UUID(int=0): 1}, THEN) == {}


async def test_a_late_event_moves_the_arrow_at_once(make):
    """What was remembered of the lead is not what it had a week ago any more."""
    world = await make([PAGE])
    await world.hear(event("ada@acme.com", "Page View", world.clock()))
    assert (await world.lead("ada@acme.com")).engagement_trend == 10
    await world.hear(event("ada@acme.com", "Page View", world.clock() - timedelta(days=9)))
    row = await world.lead("ada@acme.com")
    assert (row.engagement_score, row.engagement_trend) == (20, 10)
