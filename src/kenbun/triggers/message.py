"""What a firing tells outside: the body of the webhook, from which the other channels make their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kenbun.access.queries import ticks
from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.alerts.deliveries.claim import Render
from kenbun.alerts.message import Message
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.ids import public
from kenbun.mapping.named_queries import names_of
from kenbun.triggers import listing_queries as queries
from kenbun.triggers.standing import whys_of
from kenbun.triggers.told import what_happened

PAGES = {"lead": "leads", "account": "accounts"}
_GONE = "(deleted)"


def renderer(address: str) -> Render:
    """`address` is where people open kenbun, without a slash at the end."""

    async def render(
        connection: Connection, workspace_id: UUID, firing_ids: Sequence[UUID]
    ) -> dict[UUID, dict[str, Any]]:
        """By firing; one that is gone has none. Scores, levels and why are those of the moment it fired; of what was
        held back, or fired in a storm, why was not worked out then: it is what it is now."""
        rows = await queries.these(connection, workspace_id, firing_ids)
        if not rows:
            return {}
        workspace = await get_workspace(connection, workspace_id)
        shown = await shown_as(connection, workspace_id, rows)
        without = {
            shown[one.firing_id][0] for one in rows if one.subject == "lead" and not one.cause.get("why")
        }
        now = await ticks.visible(connection, workspace_id)
        whys = await whys_of(connection, workspace_id, without, now) if without else {}
        return {row.firing_id: _message(address, workspace, row, *shown[row.firing_id], whys) for row in rows}

    return render


async def shown_as(
    connection: Connection, workspace_id: UUID, rows: Sequence[Any]
) -> dict[UUID, tuple[UUID, str]]:
    """Of each firing the lead or account that its subject is shown in by now, and the name of that."""
    found: dict[UUID, tuple[UUID, str]] = {}
    for subject, of in ROOTED.items():
        ids = {row.subject_id for row in rows if row.subject == subject}
        roots = await of.roots_of(connection, workspace_id, ids)
        shown = {one: roots.get(one, one) for one in ids}
        names = await names_of(connection, workspace_id, subject, set(shown.values())) if ids else {}
        for row in rows:
            if row.subject == subject:
                root_id = shown[row.subject_id]
                found[row.firing_id] = (root_id, names.get(root_id, _GONE))
    return found


def _message(
    address: str, workspace: Workspace, row: Any, root_id: UUID, name: str, whys: Mapping[UUID, str]
) -> dict[str, Any]:
    subject_id = ROOTED[row.subject].public(root_id)
    cause: Mapping[str, Any] = row.cause
    standing = {
        "scores": cause.get("scores") or {},
        "levels": cause.get("levels") or {},
        "why": cause.get("why") or whys.get(root_id, ""),
    }
    subject = {
        "id": subject_id,
        "name": name,
        "url": f"{address}/{PAGES[row.subject]}/{subject_id}",
        **standing,
    }
    happened = {key: value for key, value in cause.items() if key not in standing}
    body = {
        "id": public("fir", row.firing_id),
        "type": f"trigger.{row.kind}",
        "at": row.at,
        "workspace": {"id": public("ws", workspace.workspace_id), "name": workspace.name},
        "trigger": {"id": public("trg", row.trigger_id), "name": row.trigger, "kind": row.kind},
        row.subject: subject,
        "cause": {"words": f"{what_happened(row.kind, cause)}.", **happened},
    }
    other = "account" if row.subject == "lead" else "lead"
    return Message.model_validate(body).model_dump(mode="json", exclude={other})
