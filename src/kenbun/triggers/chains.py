"""Chains: what an act of a firing brings about can set off other triggers, three links far, and never its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.triggers import chain_queries as queries
from kenbun.triggers.happening import Happening
from kenbun.triggers.spans import Span

LONGEST = 3
ENDED = "chain"


class Linked(NamedTuple):
    """`chain`: how many acts lead from what happened by itself to this."""

    happening: Happening
    chain: int

    @property
    def is_over(self) -> bool:
        return self.chain > LONGEST


async def linked(
    connection: Connection, workspace_id: UUID, happenings: Iterable[Happening], span: Span
) -> list[Linked]:
    """Without what a trigger would fire by its own act."""
    acts = await queries.acts_in(connection, workspace_id, span)
    found = []
    for one in happenings:
        act = acts.get(one.at)
        if act is None:
            found.append(Linked(one, 0))
        elif act.trigger_id != one.trigger.trigger_id:
            found.append(Linked(one, act.chain + 1))
    return found


async def note_act(connection: Connection, workspace_id: UUID, firing_id: UUID, now: datetime) -> None:
    """What is written at `now`, the tick of this transaction, is the doing of that firing."""
    await queries.note(connection, workspace_id, firing_id, now)
