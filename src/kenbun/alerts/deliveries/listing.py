"""Deliveries as people look at them: listed by filters, one with every attempt.

Letters say who is invited, and who has asked for a new password: they are for admins, and asked for by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.alerts.deliveries import list_queries as queries
from kenbun.alerts.deliveries.filters import DeliveryFilters
from kenbun.database import Connection
from kenbun.database.counts import total
from kenbun.kit.errors import NotFound
from kenbun.kit.paging import Paging

MOST_ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class Delivery:
    row: Any
    attempts: list[Any]


async def list_deliveries(
    connection: Connection,
    workspace_id: UUID,
    filters: DeliveryFilters,
    paging: Paging,
    *,
    letters: bool = False,
) -> tuple[list[Any], int]:
    """The latest first, and how many there are."""
    rows = await queries.page(connection, workspace_id, filters, paging, letters=letters)
    counted = await total(
        ("deliveries", workspace_id, filters, letters),
        lambda: queries.count(connection, workspace_id, filters, letters=letters),
    )
    return rows, counted


async def get_delivery(
    connection: Connection, workspace_id: UUID, delivery_id: UUID, *, letters: bool = False
) -> Delivery:
    """With its latest attempts. Raises NotFound."""
    row = await queries.one(connection, workspace_id, delivery_id, letters=letters)
    if row is None:
        raise NotFound("There is no such delivery.", field="delivery_id")
    return Delivery(row, await queries.attempts(connection, workspace_id, delivery_id, MOST_ATTEMPTS))
