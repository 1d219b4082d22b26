"""Who did each call of a batch: decided once, in order of receipt, whatever the cutting into batches."""

from uuid import UUID

from kenbun.batch import Alias, Batch, Call
from kenbun.database import Connection
from kenbun.events.inbox_queries import existing_leads
from kenbun.identity import queries
from kenbun.identity.strength import STRENGTH
from kenbun.kit.ids import new_id, public


class UnknownLead(Exception):
    """A call names a lead that is gone: taking in knew it, or it is a rejected call tried again."""

    def __init__(self, call: Call, lead_id: UUID) -> None:
        super().__init__(f"There is no lead {public('ld', lead_id)}.")
        self.call = call


async def identify(connection: Connection, batch: Batch) -> None:
    """Gives each call its lead, and notes the leads and aliases that are new.

    A suppressed event makes no lead: where its aliases are unknown, it is lost to all further stages.

    Raises UnknownLead for a call that names a lead which does not exist.
    """
    seen = {alias for call in batch.calls for alias in call.aliases}
    known = await queries.leads_of_aliases(connection, batch.workspace_id, seen)
    given = {call.given_lead for call in batch.calls if call.given_lead}
    existing = await existing_leads(connection, batch.workspace_id, given) if given else set()
    pairs: set[tuple[UUID, UUID]] = set()
    strays: list[Call] = []
    for call in batch.calls:
        if call.given_lead and call.given_lead not in existing:
            raise UnknownLead(call, call.given_lead)
        named = _leads_named(call, known)
        if not named and call.verdicts:
            strays.append(call)
            continue
        call.lead_id = named[0] if named else _new_lead(batch, call)
        pairs.update((min(call.lead_id, other), max(call.lead_id, other)) for other in named[1:])
        _learn(batch, call, known)
    if strays:
        batch.lose(strays)
    await queries.save_aliases(connection, batch)
    if pairs:
        await queries.suggest_duplicates(
            connection,
            batch.workspace_id,
            "lead",
            dict.fromkeys(pairs, "Named together by one event"),
            batch.now,
        )


def _leads_named(call: Call, known: dict[Alias, UUID]) -> list[UUID]:
    """The distinct known leads the call names, the one that did it first."""
    by_strength = sorted(call.aliases, key=lambda alias: STRENGTH.index(alias[0]))
    found = [known[alias] for alias in by_strength if alias in known]
    if call.given_lead:
        found.insert(0, call.given_lead)
    return list(dict.fromkeys(found))


def _new_lead(batch: Batch, call: Call) -> UUID:
    lead_id = new_id()
    batch.new_leads[lead_id] = call
    return lead_id


def _learn(batch: Batch, call: Call, known: dict[Alias, UUID]) -> None:
    for alias in call.aliases:
        if alias not in known:
            known[alias] = call.lead_id
            batch.new_aliases.append((alias, call))
            batch.touched_profiles.add(call.lead_id)
