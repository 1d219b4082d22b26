"""What is known of each person is the same to the byte before merges and after they are taken back."""

from hypothesis import given
from hypothesis import strategies as st

from kenbun.dossier.document import dossier
from kenbun.leads.field_edits import edit_fields
from kenbun.owners.assign import Owner, assign_owner
from kenbun.scoring.history.previous import look_back_all
from kenbun.watching.watch import watch_lead
from tests.members import join
from tests.merging.graphs import PEOPLE, first_calls, heard
from tests.merging.merged import merge, take_back
from tests.merging.test_undo import GIVEN, prepared, roots_of

_PLACES = st.integers(0, 9)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.tuples(_PLACES, _PLACES)),
        st.tuples(st.just("merge"), st.tuples(_PLACES, _PLACES)),
        st.tuples(st.just("unmerge"), _PLACES),
        st.tuples(st.just("look back"), st.none()),
    ),
    min_size=1,
    max_size=7,
)
# Who is owned, watched and edited beforehand.
_SAID = st.lists(
    st.tuples(st.sampled_from(["own", "watch", "edit", "release"]), st.sampled_from(PEOPLE)), max_size=6
)


async def documents(world, reader):
    """By who it is of; with the scores that lists show."""
    await look_back_all(world.database, world.workspace_id, world.clock)
    rows = await world.rows(
        "SELECT lead_id, engagement_score, profile_score, previous_score FROM leads"
        " WHERE workspace_id = :w ORDER BY lead_id"
    )
    found = [tuple(row.values()) for row in map(dict, rows)]
    async with world.database.snapshot() as connection:
        return found + [await dossier(connection, reader, row["lead_id"]) for row in rows]


async def _say(world, eve, what, who):
    lead_id = (await roots_of(world))[who]
    async with world.database.transaction() as connection:
        if what == "own":
            owner = Owner(eve.user_id, eve.name, eve.email)
            await assign_owner(connection, world.caller, [lead_id], owner, world.clock)
        elif what == "watch":
            await watch_lead(connection, eve, lead_id, {"note": f"of {who}"}, world.clock())
        else:
            title = {"title": f"{who}'s" if what == "edit" else None}
            await edit_fields(connection, world.caller, "lead", lead_id, title, world.clock, by_hand=True)


@given(GIVEN, heard(6), _SAID, _STEPS, st.data())
async def test_documents_are_those_of_before(database, given, more, said, steps, data):
    """Whoever was merged with whom, and in whatever order that is taken back."""
    world = await prepared(database, given)
    eve = await join(world, "Eve")
    await world.hear(*first_calls(), *{call["message_id"]: call for call in more}.values())
    for what, who in said:
        await _say(world, eve, what, who)
    # scores are right to the minute, and merges reckon them anew; ticks of calls are a moment ahead of the clock
    world.clock.forward(minutes=2)
    await world.fade()
    before = await documents(world, eve)
    standing = []
    for what, value in steps:
        if what == "merge":
            roots = sorted(set((await roots_of(world)).values()))
            target, source = (roots[place % len(roots)] for place in value)
            if source != target:
                standing += await merge(world, target, source)
        elif what == "look back":
            await look_back_all(world.database, world.workspace_id, world.clock)
        elif standing:
            await take_back(world, standing.pop(value % len(standing)))
    for merge_id in data.draw(st.permutations(standing)):
        await take_back(world, merge_id)
    assert await documents(world, eve) == before
