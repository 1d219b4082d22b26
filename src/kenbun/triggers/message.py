"""What a firing tells outside of kenbun: the body of the webhook, with scores, levels and why as of the firing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kenbun.access.workspaces import Workspace, get_workspace
from kenbun.alerts.deliveries.claim import Render
from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.triggers.fired import Fired, fired
from kenbun.triggers.told import what_happened

PATHS = {"lead": ("leads", "ld"), "account": ("accounts", "acct")}
_OF_SUBJECT = ("scores", "levels", "why")


def renderer(address: str) -> Render:
    """`address` is where people open kenbun."""

    async def render(
        connection: Connection, workspace_id: UUID, firing_ids: Sequence[UUID]
    ) -> Mapping[UUID, Mapping[str, Any]]:
        workspace = await get_workspace(connection, workspace_id)
        found = await fired(connection, workspace_id, firing_ids)
        return {one.firing_id: message(one, workspace, address) for one in found}

    return render


def message(one: Fired, workspace: Workspace, address: str) -> dict[str, Any]:
    """As `alerts.message.Message` has it."""
    cause = {name: value for name, value in one.cause.items() if name not in _OF_SUBJECT}
    return {
        "id": public("fir", one.firing_id),
        "type": f"trigger.{one.kind}",
        "at": one.at.isoformat(),
        "workspace": {"id": public("ws", workspace.workspace_id), "name": workspace.name},
        "trigger": {"id": public("trg", one.trigger_id), "name": one.trigger_name, "kind": one.kind},
        one.subject: {
            "id": public(PATHS[one.subject][1], one.subject_id),
            "name": one.name,
            "url": f"{address}{path_of(one)}",
            "scores": one.cause.get("scores") or {},
            "levels": one.cause.get("levels") or {},
            "why": one.cause.get("why") or "",
        },
        "cause": {"words": f"{what_happened(one.kind, one.cause)}.", **cause},
    }


def path_of(one: Fired) -> str:
    """Of the page that shows more."""
    folder, prefix = PATHS[one.subject]
    return f"/{folder}/{public(prefix, one.subject_id)}"
