"""Leads that nobody wants to look for an account for, until somebody does."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.identity.rooted_queries import LEADS
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Conflict, NotFound
from kenbun.kit.ids import public
from kenbun.resolution import queries


async def dismiss(
    connection: Connection, caller: Caller, lead_ids: Collection[UUID], clock: Clock, *, back: bool = False
) -> list[UUID]:
    """Out of the list of unresolved leads, or `back` into it; answers those to whom it made a difference.

    Raises NotFound, and Conflict for one that has an account.
    """
    now = await tick(connection, caller.workspace_id, clock)
    place = (connection, caller.workspace_id)
    roots = await known_leads(*place, lead_ids)
    if back:
        changed = await queries.restore(*place, roots)
    else:
        without = {row.lead_id for row in await queries.reasons(*place, roots)}
        if resolved := [one for one in roots if one not in without]:
            raise Conflict(f"{public('ld', resolved[0])} has an account: there is nothing to dismiss.")
        changed = await queries.dismiss(*place, roots, now, caller.name)
    action = "lead.undismiss" if back else "lead.dismiss"
    for lead_id in changed:
        await audit.record(connection, caller, action, ("lead", public("ld", lead_id)), now=now)
    return changed


async def known_leads(connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID]) -> list[UUID]:
    """The roots of these, each once. Raises NotFound naming the one that there is not."""
    roots = await LEADS.known(connection, workspace_id, lead_ids)
    for place, lead_id in enumerate(lead_ids):
        if lead_id not in roots:
            raise NotFound("There is no such lead.", field=f"lead_ids[{place}]")
    return list(dict.fromkeys(roots[one] for one in lead_ids))
