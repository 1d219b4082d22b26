"""What members attach to a lead, as leads are merged and taken apart: who owns it, and who watches it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection

_SAID = "prediction, note, alert_score, alert_level, watched_at, told_at"

# Whoever watches both sees what was said of the target.
_HIDE = text(f"""
    WITH hidden AS (
        DELETE FROM watches s
        WHERE s.workspace_id = :workspace_id AND s.lead_id = :source_id AND EXISTS (
            SELECT FROM watches t
            WHERE t.workspace_id = :workspace_id AND t.lead_id = :root_id AND t.user_id = s.user_id)
        RETURNING *
    )
    INSERT INTO merged_watches (workspace_id, lead_id, user_id, {_SAID})
    SELECT workspace_id, coalesce(own_lead_id, lead_id), user_id, {_SAID} FROM hidden
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - our own names

_TO_ROOT = text("""
    UPDATE watches SET lead_id = :root_id, own_lead_id = coalesce(own_lead_id, lead_id)
    WHERE workspace_id = :workspace_id AND lead_id = :source_id
""")

_TO_SOURCE = text("""
    UPDATE watches SET lead_id = :source_id, own_lead_id = nullif(own_lead_id, :source_id)
    WHERE workspace_id = :workspace_id AND lead_id = :root_id AND own_lead_id = ANY(cast(:own_ids AS uuid[]))
    RETURNING user_id
""")

# Of several that one member said, what was said of the lead itself, else what was said first.
_SHOW_HIDDEN = text(f"""
    WITH back AS (
        SELECT DISTINCT ON (m.user_id) m.* FROM merged_watches m
        WHERE m.workspace_id = :workspace_id AND m.lead_id = ANY(cast(:own_ids AS uuid[]))
          AND (cast(:user_ids AS uuid[]) IS NULL OR m.user_id = ANY(cast(:user_ids AS uuid[])))
          AND NOT EXISTS (
            SELECT FROM watches w
            WHERE w.workspace_id = :workspace_id AND w.lead_id = :lead_id AND w.user_id = m.user_id)
        ORDER BY m.user_id, m.lead_id = :lead_id DESC, m.watched_at, m.lead_id
    ), gone AS (
        DELETE FROM merged_watches m USING back
        WHERE m.workspace_id = :workspace_id AND m.lead_id = back.lead_id AND m.user_id = back.user_id
    )
    INSERT INTO watches (workspace_id, lead_id, own_lead_id, user_id, {_SAID})
    SELECT workspace_id, :lead_id, nullif(lead_id, :lead_id), user_id, {_SAID} FROM back
""")  # noqa: S608

# The root's own owner, or what was decided since; else that of whoever was merged first. No row tells that it changed:
# the merge does, and what each lead's own rows tell stays true of it.
_OWNER = text("""
    UPDATE leads l SET owner_id = (
        SELECT p.owner_id FROM lead_parts p
        LEFT JOIN merges m ON m.workspace_id = :workspace_id AND m.merge_id = p.merge_id
        WHERE p.workspace_id = :workspace_id AND p.root_id = l.lead_id
          AND (p.owner_id IS NOT NULL OR p.owner_decided AND p.lead_id = l.lead_id)
        ORDER BY p.lead_id <> l.lead_id, m.merged_at, p.lead_id
        LIMIT 1)
    WHERE l.workspace_id = :workspace_id AND l.lead_id = :lead_id
""")


async def watch_in_root(connection: Connection, workspace_id: UUID, source_id: UUID, root_id: UUID) -> None:
    """Whoever watched the source watches the root from now on."""
    values = {"workspace_id": workspace_id, "source_id": source_id, "root_id": root_id}
    await connection.execute(_HIDE, values)
    await connection.execute(_TO_ROOT, values)


async def watch_apart(
    connection: Connection,
    workspace_id: UUID,
    source_id: UUID,
    root_id: UUID,
    own_ids: Collection[UUID],
    left_ids: Collection[UUID],
) -> None:
    """What was said of the source, or of those that come out with it (`own_ids`), goes with it.

    Whose watch of the root went, watches it again if that was said of any that are left in it.
    """
    place = {"workspace_id": workspace_id}
    which = {"source_id": source_id, "root_id": root_id, "own_ids": list(own_ids)}
    moved = list((await connection.execute(_TO_SOURCE, place | which)).scalars())
    for lead_id, ids, user_ids in ((source_id, own_ids, None), (root_id, left_ids, moved)):
        values = {"lead_id": lead_id, "own_ids": list(ids), "user_ids": user_ids}
        await connection.execute(_SHOW_HIDDEN, place | values)


async def show_owner(connection: Connection, workspace_id: UUID, root_id: UUID) -> None:
    """The owner of all that is shown in the root as one."""
    await connection.execute(_OWNER, {"workspace_id": workspace_id, "lead_id": root_id})
