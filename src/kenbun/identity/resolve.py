"""Who did each call of a batch: decided once, in order of receipt, whatever the cutting into batches."""

from uuid import UUID

from kenbun.batch import Batch, Call, Joined
from kenbun.database import Connection
from kenbun.identity import queries, roots_queries
from kenbun.identity.people import Named, People, people_of
from kenbun.identity.queries import Suggestion
from kenbun.kit.ids import public

SHARED_COOKIE = "A shared cookie"
NAMED_TOGETHER = "Named together by one event"


class UnknownLead(Exception):
    """A call names a lead that is gone: taking in knew it, or it is a rejected call tried again."""

    def __init__(self, call: Call, lead_id: UUID) -> None:
        super().__init__(f"There is no lead {public('ld', lead_id)}.")
        self.call = call


async def identify(connection: Connection, batch: Batch) -> None:
    """Gives each call its lead, and notes the leads and aliases that are new, and who turned out to be one.

    A suppressed event makes no lead: where its aliases are unknown, it is lost to all further stages.

    Raises UnknownLead for a call that names a lead which does not exist.
    """
    people, existing = await people_of(connection, batch)
    pairs: set[Suggestion] = set()
    strays: list[Call] = []
    for call in batch.calls:
        if call.given_lead and call.given_lead not in existing:
            raise UnknownLead(call, call.given_lead)
        named = people.named_by(call)
        if not named and call.verdicts:
            strays.append(call)
            continue
        call.own_lead_id = next(iter(named), None) or people.new_lead(call)
        if len(named) > 1:
            await _join_visitors(connection, batch, people, call, named)
            pairs |= _look_alike(people, named)
        people.learn(call)
    if strays:
        batch.lose(strays)
    for call in batch.calls:
        call.lead_id = people.root_of(call.own_lead_id)
    began_with = {*batch.lead_ids, *(one.source_id for one in batch.joined)} - batch.new_leads.keys()
    batch.parts = await roots_queries.parts_of(connection, batch.workspace_id, began_with)
    batch.touched_profiles.update(call.lead_id for _, call in batch.new_aliases)
    await queries.save_aliases(connection, batch)
    if pairs:
        await queries.suggest_duplicates(connection, batch.workspace_id, "lead", pairs, batch.now)


async def _join_visitors(
    connection: Connection, batch: Batch, people: People, call: Call, named: Named
) -> None:
    """Whoever is known by cookies alone is merged into the first who is not; of visitors the oldest stays."""
    roots = [people.root_of(own_id) for own_id in named]
    are_named = await people.are_named(connection, roots)
    target_id = next((root_id for root_id in roots if root_id in are_named), min(roots))
    for root_id in roots:
        if root_id == target_id or root_id in are_named:
            continue
        if not await people.are_kept_apart(connection, root_id, target_id):
            people.join(root_id, target_id)
            batch.joined.append(Joined(root_id, target_id, call))


def _look_alike(people: People, named: Named) -> set[Suggestion]:
    """Who did it, with each other that the call names and that is not one with it."""
    doer, *others = named
    return {
        Suggestion(
            min(doer, other), max(doer, other), SHARED_COOKIE if named[other] == "cookie" else NAMED_TOGETHER
        )
        for other in others
        if people.root_of(other) != people.root_of(doer)
    }
