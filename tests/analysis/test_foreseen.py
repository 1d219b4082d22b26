"""What previews say of segments is what publishing, and saving, then does."""

from typing import Any
from uuid import UUID

import pytest

from kenbun.analysis import foreseen
from kenbun.analysis.foreseen import foresee_levels, foresee_preview, foresee_settings
from kenbun.analysis.tried import Foreseen
from kenbun.levels.edit import drafts_of, put_bands
from kenbun.levels.queries import bands_in_force
from kenbun.scoring.preview.preview import preview
from kenbun.scoring.publish import build_opened
from kenbun.scoring.rules import RuleDraft
from kenbun.segments.defining.drafts import SegmentDraft
from kenbun.segments.defining.edit import add_segment
from kenbun.segments.following.from_scratch import evaluate_asked
from kenbun.segments.following.settle import settle
from kenbun.stirred import stir_all
from kenbun.triggers.drafts import TriggerDraft
from kenbun.triggers.edit import add_trigger
from kenbun.triggers.settle import settle as settle_triggers
from kenbun.triggers.silence import hold_back
from kenbun.workspace_settings.change import change_settings
from kenbun.workspace_settings.preview import preview_settings
from kenbun.workspace_settings.settings import SettingsPatch
from kenbun.workspace_settings.weave import weave_opened
from tests.world import NOON, World, days, event, identify, minutes, rule

RULES = [rule("Viewed", "Page View", 30)]
DEARER = [rule("Viewed", "Page View", 60)]
WARM = {"score": "engagement", "operator": "between", "value": [25, 49]}
HOT = {"level": "engagement", "operator": "at_least", "value": "Hot"}


@pytest.fixture
async def world(make: Any) -> World:
    """Ada and Bob of Acme have one page view each, Cy of Beta two."""
    world: World = await make(RULES)
    await world.hear(
        *(event(who, "Page View") for who in ("ada@acme.com", "bob@acme.com", "cy@beta.com", "cy@beta.com"))
    )
    return world


async def segment(world: World, name: str, conditions: Any, kind: Any = "lead") -> UUID:
    draft = SegmentDraft(name=name, kind=kind, conditions=conditions)
    async with world.database.transaction() as connection:
        return (await add_segment(connection, world.caller, draft, world.clock)).segment_id


async def trigger(world: World, name: str, subject: Any = "lead", **more: Any) -> None:
    draft = TriggerDraft.model_validate({"name": name, "subject": subject, **more})
    async with world.database.transaction() as connection:
        await add_trigger(connection, world.caller, draft, world.clock)


async def held(world: World) -> dict[str, int]:
    """By trigger, how much is held back; that it is because of the change alone."""
    rows = await world.rows("""
        SELECT t.name, count(*) AS number FROM trigger_firings f
        JOIN triggers t ON t.workspace_id = :w AND t.trigger_id = f.trigger_id
        WHERE f.workspace_id = :w AND f.state = 'held_back' AND f.held_because IN ('publish', 'levels')
        GROUP BY t.name
    """)
    return {row["name"]: row["number"] for row in rows}


async def of_rules(world: World, rules: Any) -> Foreseen:
    drafts = [RuleDraft.model_validate(one) for one in rules]
    place = (world.database, world.workspace_id)
    seen = await preview(*place, world.ruleset_id, world.clock, drafts)
    return await foresee_preview(*place, world.clock, seen)


async def sizes(world: World) -> dict[str, int]:
    """Once everybody has been looked at."""
    async with world.database.transaction() as connection:
        await stir_all(connection, world.workspace_id, "rescore")
    await settle(world.database, world.workspace_id, world.clock)
    await evaluate_asked(world.database, world.workspace_id, world.clock)
    rows = await world.rows("SELECT name, members FROM segments WHERE workspace_id = :w")
    return {row["name"]: row["members"] for row in rows}


def told(found: Foreseen) -> dict[str, tuple[int, int]]:
    return {one.name: (one.enters, one.leaves) for one in found.segments}


@pytest.mark.parametrize("at_once", [foreseen.AT_ONCE, 1])
async def test_rules_move_whom_the_preview_says(
    world: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """By score, by level, through another segment, and accounts by what their leads add up to; nothing is written, and
    publishing does just that."""
    monkeypatch.setattr(foreseen, "AT_ONCE", at_once)
    warm = await segment(world, "Warm", WARM)
    await segment(world, "Hot", HOT)
    await segment(world, "Not warm", {"none": [{"member_of": f"seg_{warm.hex}"}]})
    await segment(world, "Firms", {"score": "engagement", "operator": "gte", "value": 100}, "account")
    await segment(world, "Fields", {"field": "lead.title", "operator": "is_empty"})
    before = await sizes(world)
    found = await of_rules(world, DEARER)
    expected = {"Warm": (0, 2), "Hot": (2, 0), "Not warm": (2, 0), "Firms": (2, 0)}
    assert told(found) == expected
    assert await sizes(world) == before
    await world.publish(DEARER)
    after = await sizes(world)
    assert {name: after[name] - before[name] for name in after} == {
        name: enters - leaves for name, (enters, leaves) in (expected | {"Fields": (0, 0)}).items()
    }


@pytest.mark.parametrize("at_once", [foreseen.AT_ONCE, 1])
async def test_triggers_hold_back_what_the_preview_says(
    world: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """By scores and levels of leads and of accounts, through segments, and only of whom their conditions hold; nothing
    is written, and publishing holds back just that."""
    monkeypatch.setattr(foreseen, "AT_ONCE", at_once)
    warm = await segment(world, "Warm", WARM)
    await sizes(world)
    of_lead, up = {"kind": "milestone", "dimension": "engagement"}, {"direction": "up", "threshold": 50}
    await trigger(world, "Hot", **of_lead, **up)
    await trigger(
        world,
        "Ada",
        **of_lead,
        **up,
        conditions={"field": "lead.email", "operator": "starts_with", "value": "ada"},
    )
    await trigger(world, "Down", **of_lead, direction="down", threshold=50)
    await trigger(world, "Very Hot", kind="level", dimension="engagement", level="Very Hot", on="enter")
    firm = {"kind": "milestone", "dimension": "account_engagement", "direction": "up", "threshold": 120}
    await trigger(world, "Firms", "account", **firm)
    await trigger(world, "Not warm", kind="segment", segment_id=f"seg_{warm.hex}", on="leave")
    found = await of_rules(world, DEARER)
    expected = {"Hot": 2, "Ada": 1, "Very Hot": 1, "Firms": 2, "Not warm": 2}
    assert {one.name: one.count for one in found.triggers} == expected
    assert await held(world) == {}
    await world.publish(DEARER)
    await settle(world.database, world.workspace_id, world.clock)
    await evaluate_asked(world.database, world.workspace_id, world.clock)
    await settle_triggers(world.database, world.workspace_id)
    await hold_back(world.database, world.workspace_id)
    assert await held(world) == expected


async def test_levels_hold_back_what_the_preview_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes to another level by an edit sets nothing off; some at a time, nobody is counted twice."""
    monkeypatch.setattr(foreseen, "AT_ONCE", 1)
    await trigger(world, "Hot", kind="level", dimension="engagement", level="Hot", on="enter")
    async with world.database.transaction() as connection:
        bands = await bands_in_force(connection, world.workspace_id, "engagement")
    drafts = [
        one.model_copy(update={"max": 29} if one.name == "Warm" else {"min": 30} if one.name == "Hot" else {})
        for one in drafts_of(bands)
    ]
    found = await foresee_levels(world.database, world.caller, world.clock, "engagement", drafts)
    assert {one.name: one.count for one in found.triggers} == {"Hot": 2}
    async with world.database.transaction() as connection:
        await put_bands(connection, world.caller, "engagement", drafts, world.clock)
    await settle_triggers(world.database, world.workspace_id)
    await hold_back(world.database, world.workspace_id)
    assert await held(world) == {"Hot": 2}


async def test_what_no_segment_looks_at_moves_none(world: World) -> None:
    """Rules that change nothing, segments of other things, and rulesets that lists do not show."""
    await segment(world, "Fields", {"field": "lead.title", "operator": "is_empty"})
    assert await of_rules(world, DEARER) == Foreseen()
    await segment(world, "Warm", WARM)
    assert await of_rules(world, RULES) == Foreseen()


async def test_a_ruleset_that_is_not_primary(make: Any) -> None:
    """Its scores are in no list."""
    world: World = await make(RULES, others=RULES)
    await world.hear(event("ada@acme.com", "Page View"))
    await segment(world, "Warm", WARM)
    drafts = [RuleDraft.model_validate(one) for one in DEARER]
    [other] = await world.rows("SELECT ruleset_id FROM rulesets WHERE workspace_id = :w AND name = 'Other'")
    seen = await preview(world.database, world.workspace_id, other["ruleset_id"], world.clock, drafts)
    assert await foresee_preview(world.database, world.workspace_id, world.clock, seen) == Foreseen()


async def test_levels_move_whom_the_preview_says(world: World) -> None:
    """Bands as they would be; nothing is written, and saving does just that."""
    await segment(world, "Hot", HOT)
    await segment(world, "Score", WARM)
    async with world.database.transaction() as connection:
        bands = await bands_in_force(connection, world.workspace_id, "engagement")
    drafts = [
        one.model_copy(update={"max": 29} if one.name == "Warm" else {"min": 30} if one.name == "Hot" else {})
        for one in drafts_of(bands)
    ]
    found = await foresee_levels(world.database, world.caller, world.clock, "engagement", drafts)
    assert told(found) == {"Hot": (2, 0)}
    async with world.database.transaction() as connection:
        assert await bands_in_force(connection, world.workspace_id, "engagement") == bands
    assert (
        await foresee_levels(world.database, world.caller, world.clock, "engagement", drafts_of(bands))
        == Foreseen()
    )
    assert (await sizes(world))["Hot"] == 1
    async with world.database.transaction() as connection:
        await put_bands(connection, world.caller, "engagement", drafts, world.clock)
    assert (await sizes(world))["Hot"] == 3


async def test_another_zone_is_another_day(make: Any) -> None:
    """Windows on dates go by days of the zone."""
    world: World = await make(RULES, now=NOON)
    await world.hear(
        identify("ada@acme.com", NOON, title="2026-03-04T02:00:00Z"), event("ada@acme.com", "Page View")
    )
    await segment(world, "Today", {"field": "lead.title", "operator": "in_last", "value": {"days": 1}})
    assert (await sizes(world))["Today"] == 1
    place = (world.database, world.workspace_id)
    seen = await preview_settings(*place, SettingsPatch(time_zone="America/Los_Angeles"), world.clock)
    assert told(await foresee_settings(*place, world.clock, seen)) == {"Today": (0, 1)}
    assert (await sizes(world))["Today"] == 1


@pytest.mark.parametrize("at_once", [foreseen.AT_ONCE, 1])
async def test_another_timeout_makes_other_sessions(
    world: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Of leads and of accounts; nothing is written, and saving does just that. With other scores at once, too."""
    monkeypatch.setattr(foreseen, "AT_ONCE", at_once)
    await world.hear(
        *(event(who, "Page View", NOON - minutes(40)) for who in ("ada@acme.com", "cy@beta.com"))
    )
    twice = {"count": "sessions", "operator": "gte", "value": 2}
    await segment(world, "Came back", twice)
    await segment(world, "Came back much", twice | {"value": 3}, "account")
    assert (await sizes(world)) == {"Came back": 2, "Came back much": 1}
    place = (world.database, world.workspace_id)
    for patch in (
        SettingsPatch(session_timeout_minutes=60),
        SettingsPatch(session_timeout_minutes=60, negative_scores=True),
    ):
        seen = await preview_settings(*place, patch, world.clock)
        found = told(await foresee_settings(*place, world.clock, seen))
        assert found == {"Came back": (0, 2), "Came back much": (0, 1)}
        assert (await sizes(world)) == {"Came back": 2, "Came back much": 1}
    async with world.database.transaction() as connection:
        await change_settings(connection, world.caller, patch, world.clock)
    await build_opened(*place, world.clock)
    await weave_opened(*place, world.clock)
    assert (await sizes(world)) == {"Came back": 0, "Came back much": 0}


async def test_history_counts_as_it_was(world: World) -> None:
    """Publishing is on nobody's record: who was above a score some time ago is so still."""
    await segment(world, "Once", {"score": "engagement", "operator": "gte", "value": 60, "within_days": 30})
    assert (await sizes(world))["Once"] == 1
    found = await of_rules(world, [rule("Viewed", "Page View", 10)])
    assert told(found) == {}
    world.clock.now = NOON + days(1)
    assert (await sizes(world))["Once"] == 1
