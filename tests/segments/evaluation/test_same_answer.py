"""For random trees over random histories, the database says what the naive interpreter says, whoever is asked for."""

from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from kenbun.conditions import to_json
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.evaluation import members_of
from kenbun.segments.language.check import read_stored
from kenbun.segments.trying.preview import preview
from tests.interpreter.segments import accounts_in, leads_in
from tests.segments.evaluation.drawn import (
    SCORES_OVER,
    SEQUENCES,
    TYPES,
    bursts,
    trees_of_accounts,
    trees_of_leads,
    worlds,
)
from tests.segments.evaluation.stored import store

_COUNTS = {
    kind: {
        uuid4(): read_stored(kind, {"did": name, "times": {"at_least": 2}} | where | window)
        for name in [*TYPES, "Never Seen", None]
        for where in ({}, {"where": {"field": "metadata.path", "operator": "contains", "value": "pricing"}})
        for window in ({}, {"within_days": 7}, {"between": ["2026-01-15", "2026-03-10"]})
    }
    for kind in KINDS
}
_READINGS = {"lead": (trees_of_leads, leads_in), "account": (trees_of_accounts, accounts_in)}


@given(worlds(), st.data(), st.sampled_from(["lead", "account"]))
async def test_membership_is_what_the_interpreter_says(
    connection: AsyncConnection, world: dict, data: st.DataObject, kind: Any
) -> None:
    """From scratch, of some, and behind guards, many trees at once, of which more may count events than are asked each
    by each: each has the members that it should, and a preview of each counts them."""
    drawn, reading = _READINGS[kind]
    trees = {uuid4(): read_stored(kind, raw) for raw in data.draw(st.lists(drawn, min_size=1, max_size=6))}
    subjects = [one["id"] for one in world["leads" if kind == "lead" else "accounts"]]
    expected = {one: reading(to_json(tree), world) for one, tree in trees.items()}
    savepoint = await connection.begin_nested()
    workspace_id = await store(connection, world)
    place = (connection, workspace_id, kind, trees, world["now"], world["zone"])

    assert _by_segment(await members_of(*place), trees) == expected

    some = set(data.draw(st.lists(st.sampled_from(subjects)))) if subjects else set()
    found = _by_segment(await members_of(*place, subjects=some), trees)
    assert found == {one: ids & some for one, ids in expected.items()}

    asked = trees | data.draw(st.sampled_from([{}, _COUNTS[kind]]))
    guard = {one: data.draw(st.lists(st.sampled_from(list(asked)), unique=True)) for one in subjects}
    found = _by_segment(await members_of(*place[:3], asked, *place[4:], guard=guard), asked)
    expected |= {one: reading(to_json(tree), world) for one, tree in asked.items() if one not in trees}
    assert found == {one: {who for who in ids if one in guard[who]} for one, ids in expected.items()}

    segment, tree = next(iter(trees.items()))
    seen = await preview(connection, workspace_id, kind, tree, world["now"], world["zone"])
    assert seen.count == seen.enters == len(expected[segment])
    assert {one.subject_id for one in seen.sample} == expected[segment]
    await savepoint.rollback()


@given(bursts())
async def test_what_lies_at_an_edge_is_what_the_interpreter_says(
    connection: AsyncConnection, world: dict
) -> None:
    """Sequences to the second, and recorded scores to the hour in which a window begins."""
    trees = {uuid4(): read_stored("lead", raw) for raw in SEQUENCES + SCORES_OVER}
    expected = {one: leads_in(to_json(tree), world) for one, tree in trees.items()}
    savepoint = await connection.begin_nested()
    workspace_id = await store(connection, world)
    found = await members_of(connection, workspace_id, "lead", trees, world["now"], world["zone"])
    assert _by_segment(found, trees) == expected
    await savepoint.rollback()


def _by_segment(members, trees):
    found = {one: set() for one in trees}
    for one in members:
        found[one.segment_id].add(one.subject_id)
    return found
