"""What the builder offers for segments is what the language takes, in a workspace as it begins."""

from dataclasses import replace

import pytest

from kenbun.access.workspaces import create_workspace
from kenbun.conditions import to_words
from kenbun.kit.ids import new_id, public
from kenbun.onboarding import furnish
from kenbun.segments.builder.subjects import subjects_of
from kenbun.segments.language.check import checked
from kenbun.segments.language.vocabulary import vocabulary
from kenbun.segments.language.vocabulary_queries import Other
from tests.world import NOON


def _leaf(subject):
    """As the builder begins a condition about it."""
    name = subject.name
    tail = name.partition(".")[2]
    return {
        "field": {"field": name, "operator": "is_not_empty"},
        "count": {"count": tail, "operator": "gte", "value": 1},
        "did": {"did": None, "times": {"at_least": 1}, "within_days": 30},
        "sequence": {"did": "A", "then": "B", "within_seconds": 60},
        "score": {"score": tail, "operator": "gte", "value": 50},
        "level": {
            "level": tail,
            "operator": "is",
            "value": subject.choices[0].value if subject.choices else "",
        },
        "activity": {name: "within", "days": 30},
        "days": {name: 30},
        "size": {name: {"operator": "gte", "value": 1}},
        "choice": {name: subject.choices[0].value if subject.choices else None},
    }[subject.leaf]


@pytest.mark.parametrize("kind", ["lead", "account"])
async def test_whatever_is_offered_is_accepted(database, kind):
    """Each thing that a condition can be about makes one that is taken, and reads as words."""
    async with database.transaction() as connection:
        workspace_id = await create_workspace(connection, "Acme", NOON)
        await furnish(connection, workspace_id, NOON)
        known = await vocabulary(connection, workspace_id, kind)
    offered = [one for one in subjects_of(known) if one.choices or one.leaf != "choice"]
    assert {"did", "last_activity", "score.engagement", "owner", "committee_role", "surging"} <= {
        one.name for one in offered
    }
    for subject in offered:
        assert to_words(checked({"all": [_leaf(subject)]}, known), known.names)


async def test_a_segment_is_not_offered_itself(make):
    """Asking for its own members would be a circle."""
    world = await make()
    hot, itself = Other(new_id(), "Hot", None), Other(new_id(), "Itself", None)
    async with world.database.snapshot() as connection:
        known = await vocabulary(connection, world.workspace_id, "lead")
    known = replace(known, segments=[hot, itself])
    subjects = {one.name: one for one in subjects_of(known, public("seg", itself.segment_id))}
    assert [one.words for one in subjects["member_of"].choices] == ["Hot"]
