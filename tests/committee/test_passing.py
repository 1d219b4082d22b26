"""Roles follow time alone: what was done leaves a window, and scores fade."""

from datetime import timedelta

import pytest

from kenbun.committee.edit import put_roles
from kenbun.committee.passing import pass_time
from kenbun.committee.roles import RoleDraft
from kenbun.leads.field_edits import edit_fields
from kenbun.mapping.custom_fields import add_field
from kenbun.mapping.fields import FieldKind
from tests.committee.committees import detect, roles
from tests.world import NOON, days, event, identify, rule

ADA = "ada@acme.com"


async def _role(world, condition):
    draft = RoleDraft(name="One", conditions=[{"weight": 50, "conditions": condition}])
    async with world.database.transaction() as connection:
        await put_roles(connection, world.caller, [draft], world.clock)


async def _later(world, span):
    """As the worker does it: how many leads were passed, and what role Ada has then."""
    world.clock.now += span
    await world.fade()
    number = await pass_time(world.database, world.workspace_id, world.clock)
    await detect(world)
    found = await roles(world, ADA)
    return number, found["Ada"][0] if found else None


_LAST_WEEK = {"count": "events", "event_type": "Page View", "days": 7, "operator": "gte", "value": 1}


@pytest.mark.parametrize(
    ("condition", "just_before"),
    [
        (_LAST_WEEK, days(7) - timedelta(microseconds=1)),
        (
            {"count": "sessions", "days": 7, "operator": "gte", "value": 1},
            days(7) - timedelta(microseconds=1),
        ),
        ({"field": "lead.signed_up", "operator": "in_last", "value": {"days": 3}}, days(2)),
        ({"field": "score.engagement", "operator": "gte", "value": 10}, timedelta(minutes=1)),
    ],
)
async def test_a_role_goes_as_time_passes(make, condition, just_before):
    """Of a count of events or sessions as its window ends, of a date as a day begins, of a score as it fades."""
    world = await make([rule("Viewed", "Page View", 12, 1)])
    await world.hear(identify(ADA, NOON, name="Ada"), event(ADA, "Page View", NOON))
    await _signed_up(world)
    await _role(world, condition)
    # what rules and fields say is followed from here on
    await detect(world)
    assert await _later(world, timedelta()) == (0, "One")
    assert (await _later(world, just_before))[1] == "One"
    assert await _later(world, days(1)) == (1, None)


async def test_who_has_nothing_at_an_edge_is_not_looked_at(make):
    """Neither before the window ends, nor again afterwards."""
    world = await make()
    await world.hear(identify(ADA, NOON, name="Ada"), event(ADA, "Page View", NOON))
    await _role(world, _LAST_WEEK)
    await detect(world)
    spans = (timedelta(), days(6), days(1), timedelta(minutes=1))
    assert [(await _later(world, span))[0] for span in spans] == [0, 0, 1, 0]


async def _signed_up(world):
    """A date that has been typed in."""
    ada = await world.lead_by_alias(("email", ADA))
    async with world.database.transaction() as connection:
        await add_field(
            connection, world.caller, FieldKind("lead", "signed_up", "Signed up", "date"), world.clock
        )
        dated = {"signed_up": "2026-03-04"}
        await edit_fields(connection, world.caller, "lead", ada, dated, world.clock, by_hand=True)
