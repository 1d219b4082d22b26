"""Telling members in the app, in the words of the firing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kenbun.alerts.notify import Notice, notify
from kenbun.triggers.acts.doing import Doing
from kenbun.triggers.told import what_happened


async def tell(doing: Doing, members: Sequence[UUID]) -> int:
    """Those of them who want this kind of alert; answers how many were told."""
    fired = doing.fired
    text = f"{fired.trigger_name}: {fired.name}. {what_happened(fired.kind, fired.cause)}."
    of = Notice.of_lead if fired.subject == "lead" else Notice.of_account
    notices = [of(member, fired.subject_id, text) for member in members]
    return await notify(doing.connection, doing.workspace_id, fired.kind, notices, doing.now)
