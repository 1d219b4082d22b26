"""Telling members, all admins, or everyone."""

from __future__ import annotations

from kenbun.access.members import readers
from kenbun.kit.ids import parse
from kenbun.triggers.acts.doing import Doing
from kenbun.triggers.acts.telling import tell


async def notify(doing: Doing) -> str:
    """Whoever has left the workspace is left out."""
    asked = doing.act["members"]
    there = await readers(doing.connection, doing.workspace_id, admins_only=asked == "admins")
    if not isinstance(asked, str):
        named = {parse("usr", one) for one in asked}
        there = [one for one in there if one in named]
    if not there:
        return "There was nobody to tell."
    told = await tell(doing, there)
    return f"Told {told:,} of {len(there):,}: who does not want this kind of alert is not."
