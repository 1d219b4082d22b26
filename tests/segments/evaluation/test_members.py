"""Many trees at once, beyond what one statement holds."""

from uuid import uuid4

from kenbun.conditions import leaves_of
from kenbun.conditions.nodes import values_in
from kenbun.segments.evaluation import members, members_of
from kenbun.segments.language.check import read_stored
from tests.segments.evaluation.stored import store
from tests.segments.trying.test_preview import world


def one_of(values):
    return read_stored("lead", {"field": "lead.title", "operator": "one_of", "value": values})


def test_no_statement_holds_more_than_it_can():
    """Neither of the longest lists that there may be, nor of the most conditions; and no tree is left out."""
    longest = {uuid4(): one_of([f"{number} {value}" for value in range(500)]) for number in range(150)}
    most = {uuid4(): read_stored("lead", {"any": [{"watched": True}] * 199}) for _ in range(50)}
    portions = list(members.portions(longest | most))
    assert [one for portion in portions for one in portion] == [*longest, *most]
    for portion in portions:
        assert sum(values_in(tree) for tree in portion.values()) < 65_000
        assert sum(1 for tree in portion.values() for _ in leaves_of(tree)) < 1_600


async def test_several_statements_answer_as_one(connection, monkeypatch):
    """Whoever is in is found by whichever of them asks."""
    of = world({"fields": {"title": "One"}}, {"fields": {"title": "Two"}})
    first, second = (lead["id"] for lead in of["leads"])
    one, two, both = trees = {uuid4(): one_of([*names]) for names in (("One",), ("Two",), ("One", "Two"))}
    workspace_id = await store(connection, of)
    monkeypatch.setattr(members, "_MOST", 1)
    assert len(list(members.portions(trees))) == 3
    for more in ({}, {"subjects": [first, second]}, {"guard": {who: list(trees) for who in (first, second)}}):
        found = await members_of(connection, workspace_id, "lead", trees, of["now"], "UTC", **more)
        assert {(one.segment_id, one.subject_id) for one in found} == {
            *((one, first), (two, second), (both, first), (both, second))
        }


async def test_without_trees_nobody_is_in_anything(connection):
    """And where nobody is asked for, nothing is asked."""
    of = world({})
    place = (connection, await store(connection, of), "lead")
    tree = {uuid4(): one_of(["x"])}
    assert not await members_of(*place, {}, of["now"], "UTC")
    assert not await members_of(*place, tree, of["now"], "UTC", subjects=[])
    assert not await members_of(*place, tree, of["now"], "UTC", guard={})
    assert not await members_of(*place, tree, of["now"], "UTC", guard={of["leads"][0]["id"]: []})
