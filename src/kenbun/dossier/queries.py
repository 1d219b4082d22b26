"""What is known of a lead, section by section, each in one order whatever the order in which it came to be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from kenbun.database import Connection

_LEAD = text("""
    SELECT p.name, l.created_at, l.event_count, l.last_active_at, l.profile_score, l.account_id, l.account_basis,
           a.name AS account_name, a.domain AS account_domain, a.account_key,
           u.name AS owner_name, u.email AS owner_email
    FROM leads l
    JOIN lead_profiles p ON p.workspace_id = :workspace_id AND p.lead_id = l.lead_id
    LEFT JOIN accounts a ON a.workspace_id = :workspace_id AND a.account_id = l.account_id
    LEFT JOIN users u ON u.user_id = l.owner_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = :lead_id
""")

# What a merge does to levels and segments its unmerge does back: it tells of the merge, not of the person. So since
# when one is in a segment is told by the last entry for another reason; where a merge alone brought it in, by nothing.
_SECTIONS = {
    "aliases": """
        SELECT kind, value, created_at AS known_since FROM lead_aliases
        WHERE workspace_id = :workspace_id AND lead_id = :lead_id
        ORDER BY array_position(ARRAY['external_id', 'email', 'phone', 'social', 'cookie'], kind), value COLLATE "C"
    """,
    "fields": """
        SELECT field, value, origin, happened_at AS since, 'calls' AS said_by FROM field_values
        WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = ANY(cast(:own_ids AS uuid[]))
        UNION ALL
        SELECT field, value, 'hand', set_at, set_by FROM hand_values
        WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = ANY(cast(:own_ids AS uuid[]))
          AND jsonb_typeof(value) <> 'null'
        ORDER BY 1, 3, 4
    """,
    "field_changes": """
        SELECT field, value, origin, happened_at AS since, changed_at AS shown_from FROM field_changes
        WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = ANY(cast(:own_ids AS uuid[]))
        ORDER BY changed_at, change_id
    """,
    "sessions": """
        SELECT session_id, started_at, ended_at, event_count, channels FROM sessions
        WHERE workspace_id = :workspace_id AND lead_id = :lead_id
        ORDER BY started_at
    """,
    "conversions": """
        SELECT d.name, c.at FROM conversions c
        JOIN conversion_definitions d ON d.workspace_id = :workspace_id AND d.definition_id = c.definition_id
        WHERE c.workspace_id = :workspace_id AND c.lead_id = :lead_id
        ORDER BY c.at, d.name, d.definition_id
    """,
    "level_changes": """
        SELECT dimension, from_level, to_level, score, changed_at, cause FROM level_changes
        WHERE workspace_id = :workspace_id AND subject = 'lead' AND subject_id = ANY(cast(:own_ids AS uuid[]))
          AND cause NOT IN ('merge', 'unmerge')
        ORDER BY changed_at, change_id
    """,
    "segments": """
        SELECT m.segment_id, s.name, CASE WHEN c.entered THEN c.at END AS since
        FROM segment_members m
        JOIN segments s ON s.workspace_id = :workspace_id AND s.segment_id = m.segment_id
        LEFT JOIN LATERAL (
            SELECT d.entered, d.at FROM segment_changes d
            WHERE d.workspace_id = :workspace_id AND d.segment_id = m.segment_id
              AND d.subject_id = m.subject_id AND d.cause NOT IN ('merge', 'unmerge')
            ORDER BY d.at DESC, d.change_id DESC LIMIT 1
        ) AS c ON true
        WHERE m.workspace_id = :workspace_id AND m.subject_id = :lead_id
        ORDER BY s.name COLLATE "C", m.segment_id
    """,
    "segments_by_hand": """
        SELECT h.segment_id, s.name, h.wish, h.set_at, h.set_by FROM segment_hands h
        JOIN segments s ON s.workspace_id = :workspace_id AND s.segment_id = h.segment_id
        WHERE h.workspace_id = :workspace_id AND h.subject_id = ANY(cast(:own_ids AS uuid[]))
        ORDER BY h.set_at, s.name COLLATE "C", h.segment_id, h.subject_id
    """,
    "segment_changes": """
        SELECT c.segment_id, s.name, c.entered, c.at, c.cause FROM segment_changes c
        JOIN segments s ON s.workspace_id = :workspace_id AND s.segment_id = c.segment_id
        WHERE c.workspace_id = :workspace_id AND c.subject_id = ANY(cast(:own_ids AS uuid[]))
          AND c.cause NOT IN ('merge', 'unmerge')
        ORDER BY c.at, c.change_id
    """,
    "owners": """
        SELECT before.name AS from_owner, after.name AS to_owner, c.changed_at, c.changed_by
        FROM lead_owner_changes c
        LEFT JOIN users before ON before.user_id = c.from_owner
        LEFT JOIN users after ON after.user_id = c.to_owner
        WHERE c.workspace_id = :workspace_id AND c.lead_id = ANY(cast(:own_ids AS uuid[]))
        ORDER BY c.changed_at, c.change_id
    """,
    "triggers_fired": """
        SELECT t.name AS trigger, f.at, f.cause, f.state, f.held_because FROM trigger_firings f
        JOIN triggers t ON t.workspace_id = :workspace_id AND t.trigger_id = f.trigger_id
        WHERE f.workspace_id = :workspace_id AND f.subject_id = ANY(cast(:own_ids AS uuid[]))
        ORDER BY f.at, f.firing_id
    """,
    "shared_receipts": """
        SELECT receipt_at, created_at, created_by, expires_at, revoked_at FROM receipt_shares
        WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:own_ids AS uuid[]))
        ORDER BY created_at, share_id
    """,
    "looks_like": """
        SELECT CASE WHEN one_id = ANY(cast(:own_ids AS uuid[])) THEN other_id ELSE one_id END AS lead_id, reason,
               suggested_at
        FROM suggested_duplicates
        WHERE workspace_id = :workspace_id AND subject = 'lead'
          AND (one_id = ANY(cast(:own_ids AS uuid[]))) <> (other_id = ANY(cast(:own_ids AS uuid[])))
        ORDER BY 1, reason, suggested_at
    """,
}
_STATEMENTS = {name: text(statement) for name, statement in _SECTIONS.items()}

# Notes are for whoever wrote them; a reader of all is none.
_WATCHES = text("""
    SELECT u.name, u.email, w.watched_at,
           CASE WHEN cast(:reader AS uuid) IS NULL OR w.user_id = :reader THEN w.prediction END AS prediction,
           CASE WHEN cast(:reader AS uuid) IS NULL OR w.user_id = :reader THEN w.note END AS note
    FROM (
        SELECT user_id, watched_at, prediction, note FROM watches
        WHERE workspace_id = :workspace_id AND lead_id = :lead_id
        UNION ALL
        SELECT user_id, watched_at, prediction, note FROM merged_watches
        WHERE workspace_id = :workspace_id AND lead_id = ANY(cast(:own_ids AS uuid[]))
    ) AS w
    JOIN users u ON u.user_id = w.user_id
    ORDER BY w.watched_at, w.user_id
""")

_EVENTS = text("""
    SELECT e.event_id, t.name AS event_type, e.happened_at, e.received_at, e.channel, e.campaign,
           e.account_key AS account_id, e.message_id, e.suppressed, e.metadata
    FROM events e
    JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
    WHERE e.workspace_id = :workspace_id AND e.lead_id = :lead_id
      AND e.happened_at >= :at AND (e.happened_at, e.event_id) > (:at, :event_id)
    ORDER BY e.happened_at, e.event_id
    LIMIT :limit
""")

_REJECTED = text("""
    SELECT received_at, reason, field, protocol, payload FROM rejected_events
    WHERE workspace_id = :workspace_id AND rejected_id = ANY(cast(:ids AS uuid[]))
    ORDER BY rejected_id
""")

SECTIONS = tuple(_SECTIONS)
_FIRST = UUID(int=0)
_BEGINNING = datetime.min.replace(tzinfo=UTC)


async def lead(connection: Connection, workspace_id: UUID, lead_id: UUID) -> Row[Any] | None:
    return (await connection.execute(_LEAD, {"workspace_id": workspace_id, "lead_id": lead_id})).one_or_none()


async def section(
    connection: Connection, workspace_id: UUID, lead_id: UUID, own_ids: Collection[UUID], name: str
) -> list[Row[Any]]:
    """`own_ids` are the lead and those merged into it, whose some rows go on being."""
    values = {"workspace_id": workspace_id, "lead_id": lead_id, "own_ids": list(own_ids)}
    return list(await connection.execute(_STATEMENTS[name], values))


async def watches(
    connection: Connection, workspace_id: UUID, lead_id: UUID, own_ids: Collection[UUID], reader: UUID | None
) -> list[Row[Any]]:
    """Who watches the lead, with what the reader (None: all of them) wrote."""
    values = {"workspace_id": workspace_id, "lead_id": lead_id, "own_ids": list(own_ids), "reader": reader}
    return list(await connection.execute(_WATCHES, values))


async def events(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at_once: int
) -> AsyncIterator[list[Row[Any]]]:
    """In order of time, so many at a time."""
    place = {"workspace_id": workspace_id, "lead_id": lead_id, "limit": at_once}
    at, event_id = _BEGINNING, _FIRST
    while some := list(await connection.execute(_EVENTS, place | {"at": at, "event_id": event_id})):
        yield some
        at, event_id = some[-1].happened_at, some[-1].event_id


async def rejected(connection: Connection, workspace_id: UUID, ids: list[UUID]) -> list[Row[Any]]:
    return list(await connection.execute(_REJECTED, {"workspace_id": workspace_id, "ids": ids}))
