"""How leads and accounts stand as triggers fire: scores, levels, and why in a line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.levels.bands import UNCLASSIFIED, Bands
from kenbun.levels.queries import all_bands_in_force
from kenbun.scoring.why import whys
from kenbun.triggers import standing_queries as queries

Standing = dict[str, Any]
# So many at once are told why; a storm of more is told without.
_MOST_WHY = 500


async def standing_of(
    connection: Connection,
    workspace_id: UUID,
    lead_ids: Collection[UUID],
    account_ids: Collection[UUID],
    told: Collection[UUID],
    now: datetime,
) -> dict[UUID, Standing]:
    """`scores`, `levels` and `why` of each, of leads where somebody is `told`; who is gone has none."""
    bands = await all_bands_in_force(connection, workspace_id)
    found: dict[UUID, Standing] = {}
    if lead_ids:
        rows = await queries.leads(connection, workspace_id, lead_ids)
        asked = [row for row in rows if row.lead_id in told][:_MOST_WHY]
        counts = {row.lead_id: row.event_count for row in asked}
        reasons = await whys(connection, workspace_id, counts, now) if counts else {}
        for row in rows:
            scores = {"engagement": row.engagement_score, "profile": row.profile_score}
            if row.account_score is not None:
                scores["account"] = row.account_score
            why = ", ".join(one.text for one in reasons.get(row.lead_id, ()))
            found[row.lead_id] = _standing(scores, bands, why)
    for row in await queries.accounts(connection, workspace_id, account_ids) if account_ids else ():
        scores = {"account": row.account_score, "account_engagement": row.engagement_score}
        people = f"{row.lead_count:,} {'person' if row.lead_count == 1 else 'people'}"
        # without a name: it stays with the account when that person is deleted
        first = f", the first at {row.first_score:,} points"
        found[row.account_id] = _standing(scores, bands, f"{people}{first}" if row.lead_count else "")
    return found


async def whys_of(
    connection: Connection, workspace_id: UUID, lead_ids: Collection[UUID], now: datetime
) -> dict[UUID, str]:
    """In a line each; who is gone has none."""
    rows = await queries.leads(connection, workspace_id, lead_ids)
    reasons = await whys(connection, workspace_id, {row.lead_id: row.event_count for row in rows}, now)
    return {lead_id: ", ".join(one.text for one in some) for lead_id, some in reasons.items()}


def _standing(scores: dict[str, int], bands: dict[str, Bands], why: str) -> Standing:
    levels = {
        dimension: None if (level := bands[dimension].level_of(score)) == UNCLASSIFIED else level
        for dimension, score in scores.items()
        if dimension in bands
    }
    return {"scores": scores, "levels": levels, "why": why}
