"""Conditions of segments are held to what a workspace has to name."""

import pytest
from sqlalchemy import insert

from kenbun.access.queries import people
from kenbun.access.workspaces import create_workspace
from kenbun.committee.tables import committee_roles
from kenbun.conditions import ConditionError
from kenbun.kit.ids import new_id, public
from kenbun.levels.defaults import default_bands
from kenbun.levels.queries import add_bands
from kenbun.segments.language.check import checked_conditions
from kenbun.segments.language.vocabulary import vocabulary
from kenbun.segments.tables import segments
from tests.world import NOON


@pytest.fixture
async def workspace_id(connection):
    workspace_id = await create_workspace(connection, "Acme", NOON, "UTC")
    await add_bands(connection, workspace_id, "engagement", default_bands("engagement"), NOON)
    return workspace_id


async def segment(connection, workspace_id, name, conditions=None, kind="lead"):
    segment_id = new_id()
    row = {"workspace_id": workspace_id, "segment_id": segment_id, "name": name, "kind": kind, "active": True}
    row |= {"conditions": conditions, "created_at": NOON, "changed_at": NOON}
    await connection.execute(insert(segments), row)
    return segment_id


async def refused(connection, workspace_id, conditions, kind="lead", segment_id=None):
    with pytest.raises(ConditionError) as caught:
        await checked_conditions(connection, workspace_id, kind, conditions, segment_id)
    return caught.value.path, caught.value.message


async def test_names_are_kept_as_ids(connection, workspace_id):
    """Segments, roles and members are written by name, in any case, and kept by id; levels by their name."""
    other = await segment(connection, workspace_id, "Trial users")
    role_id, user_id = new_id(), new_id()
    row = {
        "workspace_id": workspace_id,
        "role_id": role_id,
        "name": "Champion",
        "position": 0,
        "tracked": True,
    }
    await connection.execute(insert(committee_roles), row)
    user_id = await people.add_user(connection, user_id, "ada@acme.test", "Ada", NOON)
    await people.set_member(connection, workspace_id, user_id, "editor", NOON)
    given = {
        "all": [
            {"member_of": "trial USERS"},
            {"committee_role": "champion"},
            {"owner": "ADA@acme.test"},
            {"level": "engagement", "operator": "at_least", "value": "hot"},
        ]
    }
    kept = await checked_conditions(connection, workspace_id, "lead", given)
    assert kept == {
        "all": [
            {"member_of": public("seg", other)},
            {"committee_role": public("role", role_id)},
            {"owner": public("usr", user_id)},
            {"level": "engagement", "operator": "at_least", "value": "Hot"},
        ]
    }
    assert await checked_conditions(connection, workspace_id, "lead", kept) == kept
    names = (await vocabulary(connection, workspace_id, "lead")).names
    assert [names[public(*one)] for one in (("seg", other), ("role", role_id), ("usr", user_id))] == [
        *("Trial users", "Champion", "Ada")
    ]


@pytest.mark.parametrize(
    ("kind", "leaf", "path", "words"),
    [
        ("lead", {"member_of": "Nobody's"}, "all[0].member_of", "no segment"),
        ("lead", {"level": "engagement", "operator": "is", "value": "Tepid"}, "all[0].value", "no level"),
        ("lead", {"leads": {"operator": "gte", "value": 1}}, "all[0]", "may not ask for “leads”"),
        ("lead", {"field": "lead.shoe_size", "operator": "is_empty"}, "all[0].field", "no lead field"),
        ("lead", {"field": "metadata.path", "operator": "is_empty"}, "all[0].field", "where of did"),
        ("account", {"field": "lead.title", "operator": "is_empty"}, "all[0].field", "no lead field"),
        (
            "account",
            {"score": "profile", "operator": "gte", "value": 1},
            "all[0].score",
            "engagement, account",
        ),
        ("account", {"has_account": True}, "all[0]", "may not ask for “has_account”"),
        ("account", {"did": "A", "then": "B", "within_seconds": 5}, "all[0]", "one event after another"),
    ],
)
async def test_what_there_is_not_is_refused(connection, workspace_id, kind, leaf, path, words):
    """By the path of the node; of accounts and of leads each their own."""
    where, message = await refused(connection, workspace_id, {"all": [leaf]}, kind)
    assert where == path
    assert words in message


async def test_segments_of_the_other_kind_are_not_known(connection, workspace_id):
    """An account is a member of segments of accounts alone."""
    await segment(connection, workspace_id, "Trial users")
    assert (
        "no segment" in (await refused(connection, workspace_id, {"member_of": "Trial users"}, "account"))[1]
    )


async def test_circles_are_refused(connection, workspace_id):
    """A segment that would in the end ask for its own members cannot be saved."""
    first = await segment(connection, workspace_id, "First")
    asks = {"none": [{"any": [{"member_of": public("seg", first)}]}]}
    second = await segment(connection, workspace_id, "Second", asks)
    third = await segment(connection, workspace_id, "Third", {"member_of": public("seg", second)})
    place = (connection, workspace_id)
    assert await refused(*place, {"member_of": "First"}, segment_id=first) == (
        "member_of",
        "A segment cannot ask for its own members: leave it out.",
    )
    where, message = await refused(
        *place, {"any": [{"watched": True}, {"member_of": "Third"}]}, segment_id=first
    )
    assert where == "any[1].member_of"
    assert "“Third” asks for the members of this segment" in message
    assert await checked_conditions(*place, "lead", {"member_of": "First"}, third)
