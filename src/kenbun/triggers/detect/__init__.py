"""What has happened that triggers wait for, read from what is on record: the same of a batch and of past days."""

from __future__ import annotations

from uuid import UUID

from kenbun.database import Connection
from kenbun.triggers.detect import deeds, scores, segments, surges
from kenbun.triggers.detect.deeds import Came
from kenbun.triggers.happening import Happening, Span
from kenbun.triggers.in_force import Active, InForce


async def happened_since(
    connection: Connection, workspace_id: UUID, triggers: InForce, span: Span, came: Came | None
) -> list[Happening]:
    """As it happens; `came` is what has come in since: events come by batches alone."""
    found = await _of_rows(connection, workspace_id, triggers, span)
    if came:
        found += await deeds.happened_in_batch(connection, workspace_id, of_deeds(triggers), came)
    return _in_order(found)


async def happened_in(
    connection: Connection, workspace_id: UUID, triggers: InForce, span: Span
) -> list[Happening]:
    """In past days."""
    found = await _of_rows(connection, workspace_id, triggers, span)
    found += await deeds.happened_before(connection, workspace_id, of_deeds(triggers), span)
    return _in_order(found)


def of_deeds(triggers: InForce) -> list[Active]:
    """Those that look at events."""
    return [one for one in triggers.of("sequence", "surge") if not _of_surges(one)]


async def _of_rows(
    connection: Connection, workspace_id: UUID, triggers: InForce, span: Span
) -> list[Happening]:
    place = (connection, workspace_id)
    found = await scores.happened(*place, triggers.of("milestone", "level"), span)
    found += await segments.happened(*place, triggers.of("segment"), span)
    of_surges = [one for one in triggers.of("surge") if _of_surges(one)]
    return found + await surges.happened(*place, of_surges, span)


def _of_surges(one: Active) -> bool:
    return bool(one.trigger.definition.of_kind.get("account_surge"))


def _in_order(found: list[Happening]) -> list[Happening]:
    """What each kind of trigger looks at comes in order; so it stays at one time."""
    return sorted(found, key=lambda one: one.at)
