"""Whom the edge of a window has passed, by the kind of the window."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.conditions import Count, Field, Window
from kenbun.conditions.turning import Aged, Dated, Happened, Scored
from kenbun.database import Connection
from kenbun.edges import queries
from kenbun.edges.queries import Span, leads_of
from kenbun.kit.clock import day_of
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.subject import Subject


async def passed(
    connection: Connection, workspace: Workspace, kind: Subject, window: Window, span: Span
) -> Collection[UUID]:
    """Leads, or accounts, that the edge of this window has passed; others may be among them."""
    place = (connection, workspace.workspace_id)
    match window:
        case Happened(count, days):
            leads = await queries.left_a_count(*place, count, days, span)
            return leads if kind == "lead" else await accounts_of(*place, leads)
        case Aged(what, days):
            return await queries.aged(*place, kind, what, days, span)
        case Scored(dimension, days):
            return await _scored(connection, workspace, kind, dimension, days, span)
        case Dated(of=Field() as field):
            return await _dated(connection, workspace, kind, field, span)
        case Dated(of=Count(event_type=event_type)):
            leads = await queries.who_did(*place, event_type)
            return leads if kind == "lead" else await accounts_of(*place, leads)
    raise AssertionError(window)


async def _scored(
    connection: Connection, workspace: Workspace, kind: Subject, dimension: str, days: int, span: Span
) -> Collection[UUID]:
    """A lead's account score is its account's."""
    place = (connection, workspace.workspace_id)
    subject: Subject = "account" if dimension == "account" else kind
    ids = await queries.left_a_score(*place, subject, dimension, days, span)
    return ids if subject == kind else await leads_of(*place, ids)


async def _dated(
    connection: Connection, workspace: Workspace, kind: Subject, field: Field, span: Span
) -> Collection[UUID]:
    """Dates enter as now passes them, and leave as a day begins in the workspace's zone."""
    place = (connection, workspace.workspace_id)
    day_begins = day_of(span.since, workspace.time_zone) != day_of(span.until, workspace.time_zone)
    # wherever the clock of the one stands who wrote it
    first, last = (span.since - timedelta(days=1)).date(), (span.until + timedelta(days=1)).date()
    near = [str(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    ids = await queries.dated(*place, field.source, field.path, near, everybody=day_begins)
    return ids if field.source == kind else await leads_of(*place, ids)
