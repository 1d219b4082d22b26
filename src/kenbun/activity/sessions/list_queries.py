from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, any_, func, literal, select, text, true

from kenbun.activity.choose import Chosen
from kenbun.activity.matching_queries import of_leads
from kenbun.database import Connection
from kenbun.events.tables import sessions
from kenbun.kit.paging import Paging
from kenbun.leads.tables import leads
from kenbun.sessions.way_queries import way

_SHOWN = text(f"""
    SELECT s.session_id, s.lead_id, p.name AS lead_name, a.account_id, a.name AS account_name, s.started_at, s.ended_at,
           s.event_count, s.channels, entry.name AS entry, exit.name AS exit
    FROM unnest(cast(:lead_ids AS uuid[]), cast(:starts AS timestamptz[])) WITH ORDINALITY
      AS t (lead_id, started_at, number)
    JOIN sessions s ON s.workspace_id = :workspace_id AND s.lead_id = t.lead_id AND s.started_at = t.started_at
    JOIN leads l ON l.workspace_id = :workspace_id AND l.lead_id = s.lead_id
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = s.lead_id
    LEFT JOIN accounts a ON a.workspace_id = :workspace_id AND a.account_id = l.account_id
    {way("s.lead_id")}
    ORDER BY t.number
""")  # noqa: S608 - our own text

# Of a channel that so few sessions have, all are sorted: walked through in order, nearly all others would be read for
# nothing, one by one (of a million two seconds, against a seventh of one).
_RARE = 20


async def page_of(connection: Connection, chosen: Chosen, paging: Paging, total: int) -> Sequence[Row[Any]]:
    """Those that began last first, of so many. The page is found before anything is looked up of it."""
    found = _lead_by_lead(chosen, paging) if chosen.of_some else _plain(chosen, paging, total)
    keys = (await connection.execute(found)).all()
    values = {
        "workspace_id": chosen.workspace_id,
        "lead_ids": [row.lead_id for row in keys],
        "starts": [row.started_at for row in keys],
    }
    return (await connection.execute(_SHOWN, values)).all() if keys else []


async def count(connection: Connection, chosen: Chosen) -> int:
    if chosen.everything:
        # leads count their sessions: many times fewer rows
        counted = select(func.coalesce(func.sum(leads.c.session_count), 0)).where(
            leads.c.workspace_id == chosen.workspace_id
        )
        return int((await connection.execute(counted)).scalar_one())
    counted = select(func.count()).select_from(sessions).where(*_conditions(chosen), *_whose(chosen))
    return int((await connection.execute(counted)).scalar_one())


def _plain(chosen: Chosen, paging: Paging, total: int) -> Select[Any]:
    found = select(sessions.c.lead_id, sessions.c.started_at)
    found = found.where(*_conditions(chosen), *_whose(chosen))
    if chosen.channel is not None and total < _RARE * (paging.offset + paging.limit):
        few = found.offset(0).subquery("few")
        found = select(few.c.lead_id, few.c.started_at)
    lead_id, started_at = found.selected_columns
    return found.order_by(started_at.desc(), lead_id).offset(paging.offset).limit(paging.limit)


def _lead_by_lead(chosen: Chosen, paging: Paging) -> Select[Any]:
    """Each lead's are in one index in their order."""
    some = of_leads(chosen).subquery("some")
    latest = (
        select(sessions.c.lead_id, sessions.c.started_at)
        .where(*_conditions(chosen), sessions.c.lead_id == some.c.lead_id)
        .order_by(sessions.c.started_at.desc())
        .limit(paging.offset + paging.limit)
        .lateral("latest")
    )
    found = select(latest).select_from(some.join(latest, true()))
    found = found.order_by(latest.c.started_at.desc(), latest.c.lead_id)
    return found.offset(paging.offset).limit(paging.limit)


def _conditions(chosen: Chosen) -> list[ColumnElement[bool]]:
    found = [sessions.c.workspace_id == chosen.workspace_id]
    if chosen.since is not None:
        found.append(sessions.c.started_at >= chosen.since)
    if chosen.until is not None:
        found.append(sessions.c.started_at < chosen.until)
    if chosen.channel is not None:
        found.append(literal(chosen.channel) == any_(sessions.c.channels))
    return found


def _whose(chosen: Chosen) -> list[ColumnElement[bool]]:
    return [sessions.c.lead_id.in_(of_leads(chosen))] if chosen.restricts_leads else []
