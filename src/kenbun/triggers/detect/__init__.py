"""What has happened that triggers wait for, read from what is on record: the same of a batch and of past days."""

from __future__ import annotations

from uuid import UUID

from kenbun.database import Connection
from kenbun.triggers.detect import deeds, scores, segments, surges
from kenbun.triggers.detect.deeds import Came
from kenbun.triggers.happening import Happening
from kenbun.triggers.in_force import Active, InForce
from kenbun.triggers.spans import Page, Span, Stretch, Which


async def happened_since(
    connection: Connection, workspace_id: UUID, triggers: InForce, span: Span, came: Came | None
) -> list[Happening]:
    """News, as it happens; `came` is what has come in since: events come by batches alone. Of the events in a batch,
    and of surges, those that are no news as well."""
    found = await _of_rows(connection, workspace_id, triggers, span, "news")
    if came:
        found += await deeds.happened_in_batch(connection, workspace_id, of_deeds(triggers), came)
    return _in_order(found)


async def happened_in(
    connection: Connection, workspace_id: UUID, triggers: InForce, span: Span
) -> list[Happening]:
    """In past days."""
    found = await of_rows(connection, workspace_id, triggers, span)
    found += await deeds.happened_before(connection, workspace_id, of_deeds(triggers), span)
    return _in_order(found)


async def silently(
    connection: Connection, workspace_id: UUID, triggers: InForce, stretch: Stretch, most: int
) -> Page[Happening]:
    """What is no news of scores, levels and segments: about so many of each, by subjects within each tick."""
    place = (connection, workspace_id)
    pages = await scores.silent(*place, triggers.of("milestone", "level"), stretch, most)
    pages.append(await segments.silent(*place, triggers.of("segment"), stretch, most))
    reached = min((one.reached for one in pages if one.reached), default=None)
    found = [one for page in pages for one in page.rows if reached is None or one.place <= reached]
    return Page(sorted(found, key=lambda one: one.place), reached)


async def of_rows(
    connection: Connection, workspace_id: UUID, triggers: InForce, span: Span
) -> list[Happening]:
    """All but what events are counted for."""
    return await _of_rows(connection, workspace_id, triggers, span, "all")


def of_deeds(triggers: InForce) -> list[Active]:
    """Those that look at events."""
    return [one for one in triggers.of("sequence", "surge") if not of_surges(one)]


async def _of_rows(
    connection: Connection, workspace_id: UUID, triggers: InForce, span: Span, which: Which
) -> list[Happening]:
    place = (connection, workspace_id)
    found = await scores.happened(*place, triggers.of("milestone", "level"), span, which)
    found += await segments.happened(*place, triggers.of("segment"), span, which)
    waiting = [one for one in triggers.of("surge") if of_surges(one)]
    return found + await surges.happened(*place, waiting, span)


def of_surges(one: Active) -> bool:
    """Whether it waits for surges of accounts, not for so many events."""
    return bool(one.trigger.definition.of_kind.get("account_surge"))


def _in_order(found: list[Happening]) -> list[Happening]:
    """What each kind of trigger looks at comes in order; so it stays at one time."""
    return sorted(found, key=lambda one: one.at)
