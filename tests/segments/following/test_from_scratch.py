"""Segments that are worked out behind their saving, some leads at a time."""

import numpy as np

from kenbun.segments import evaluation
from kenbun.segments.following import candidates, follow, from_scratch
from tests.merging.merged import own_id
from tests.segments.segmented import Segments
from tests.world import NOON, event, identify, rule

VIEWED_TWICE = {"did": "Page View", "times": {"at_least": 2}}
NAMES = [f"{name}@acme.com" for name in ("ada", "bob", "cy", "dan", "eve")]


async def many(make, monkeypatch):
    """Five leads that have viewed a page twice, five that have once; pieces of two, of four of those who are known."""
    monkeypatch.setattr(from_scratch, "AT_ONCE", 2)
    world = await make([rule("Viewed", "Page View", 10)])
    await world.hear(*(event(name, "Page View", NOON) for name in NAMES for _ in range(2)))
    await world.hear(*(event(f"not-{name}", "Page View", NOON) for name in NAMES))
    return Segments(world)


async def test_whoever_meets_the_conditions_is_found(make, monkeypatch):
    """And nobody else is looked at: with four at a time, five are done in two pieces, not in three."""
    segments = await many(make, monkeypatch)
    made = await segments.add("Twice", VIEWED_TWICE)
    assert made.progress is not None
    assert await from_scratch.evaluate_asked(*segments.place) == 2
    assert await segments.named("Twice") == NAMES


async def test_whoever_was_found_is_not_asked_again(make, monkeypatch):
    """But for those to whom something has happened meanwhile: they go on being members, or are none any more."""
    segments = await many(make, monkeypatch)
    await segments.add("Twice", {"all": [VIEWED_TWICE, {"field": "lead.title", "operator": "is_empty"}]})
    found, asked = candidates.candidates_for, []

    async def and_then(*place):
        answer = await found(*place)
        await segments.world.hear(identify("bob@acme.com", title="VP"), event("cy@acme.com", "Sign Up", NOON))
        return answer

    async def noted(connection, workspace_id, kind, trees, now, zone, grid):
        asked.extend(grid.subjects[row] for row in np.flatnonzero(~grid.known))
        await evaluation.fill(connection, workspace_id, kind, trees, now, zone, grid)

    monkeypatch.setattr(from_scratch, "candidates_for", and_then)
    await segments.world.hear(event("new@acme.com", "Sign Up", NOON))
    monkeypatch.setattr(follow, "fill", noted)
    await from_scratch.evaluate_asked(*segments.place)
    assert await segments.named("Twice") == [name for name in NAMES if name != "bob@acme.com"]
    bob, cy = [await own_id(segments.world, one) for one in ("bob@acme.com", "cy@acme.com")]
    # in the batch that told something of Bob, and in the pieces of both
    assert sorted(asked) == sorted([bob, bob, cy])


async def test_who_was_in_goes_and_hands_stay(make, monkeypatch):
    """By other conditions: those in by them go, those put in by hand are in again after it was switched off."""
    segments = await many(make, monkeypatch)
    await segments.add("Twice", VIEWED_TWICE)
    await segments.settle()
    await segments.by_hand("add", "Twice", "not-ada@acme.com")
    await segments.change("Twice", conditions={"did": "Sign Up"})
    await segments.settle()
    assert await segments.named("Twice") == ["not-ada@acme.com"]
    await segments.change("Twice", active=False)
    await segments.change("Twice", active=True)
    await segments.settle()
    assert await segments.named("Twice") == ["not-ada@acme.com"]


async def test_what_happens_in_between_counts(make, monkeypatch):
    """A batch that comes after those who meet the conditions have been found follows the conditions by itself."""
    segments = await many(make, monkeypatch)
    await segments.add("Twice", VIEWED_TWICE)
    found = candidates.candidates_for

    async def and_then(*place):
        answer = await found(*place)
        await segments.world.hear(event("not-bob@acme.com", "Page View", NOON))
        return answer

    monkeypatch.setattr(from_scratch, "candidates_for", and_then)
    await from_scratch.evaluate_asked(*segments.place)
    assert await segments.named("Twice") == sorted([*NAMES, "not-bob@acme.com"])
