"""The filter stages: what a batch's events say, and how fast they came, decides which of them are suppressed.

What their metadata says is asked before anybody knows who did them, so that a suppressed event makes no lead; how many
there were, when that is known.
"""

from collections import defaultdict
from collections.abc import Container
from uuid import UUID

from kenbun.batch import Batch, Call
from kenbun.database import Connection
from kenbun.events.filters.loaded import filters_in_force
from kenbun.events.filters.match_queries import matches_in_inbox
from kenbun.events.filters.pace import Fresh, judge_fresh
from kenbun.events.filters.velocity import Moment
from kenbun.events.filters.verdict_queries import Change, hold
from kenbun.events.types import fold


async def filter_by_metadata(connection: Connection, batch: Batch) -> None:
    """Tells each event which attribute filters it matches."""
    filters = await filters_in_force(connection, batch.workspace)
    if not filters.attribute:
        return
    wanted = {one.type_key for one in filters.attribute}
    keys = _type_keys(batch)
    asked = {
        call.event_id: keys[call.type_id]
        for call in batch.events
        if None in wanted or keys[call.type_id] in wanted
    }
    if not asked:
        return
    matched = await matches_in_inbox(connection, batch.workspace_id, filters, asked)
    for call in batch.events:
        if flags := matched.get(call.event_id):
            call.verdicts = [
                (revision.filter_id, "metadata_filter")
                for revision, is_match in zip(filters.attribute, flags, strict=True)
                if is_match
            ]


async def filter_by_pace(connection: Connection, batch: Batch) -> None:
    """Tells each event which velocity filters it breaks, judges those stored around it again, and keeps it all."""
    filters = await filters_in_force(connection, batch.workspace)
    if filters.are_none:
        return
    changes = [
        Change(call.event_id, filter_id, call.happened_at, call.known_lead, reason)
        for call in (*batch.events, *batch.strays)
        for filter_id, reason in call.verdicts
    ]
    if filters.velocity:
        calls = {call.event_id: call for call in batch.events}
        paced = await judge_fresh(
            connection, batch.workspace_id, filters, _fresh(batch, filters.of_type), batch.now
        )
        for change in paced:
            if change.reason and change.event_id in calls:
                calls[change.event_id].verdicts.append((change.filter_id, change.reason))
        changes += paced
    if changes:
        outcome = await hold(connection, batch.workspace_id, changes, batch.now)
        batch.changed_leads |= outcome.lead_ids


def _fresh(batch: Batch, wanted: Container[str]) -> dict[tuple[UUID, int], Fresh]:
    keys = _type_keys(batch)
    found: dict[tuple[UUID, int], list[Moment]] = defaultdict(list)
    for call in batch.events:
        if keys[call.type_id] in wanted:
            moment = Moment(call.happened_at, call.message_id, call.event_id)
            found[call.lead_id, call.type_id].append(moment)
    return {pair: Fresh(keys[pair[1]], sorted(moments)) for pair, moments in found.items()}


def _type_keys(batch: Batch) -> dict[int, str]:
    named: dict[int, Call] = {call.type_id: call for call in batch.events}
    return {type_id: fold(call.event_type or "") for type_id, call in named.items()}
