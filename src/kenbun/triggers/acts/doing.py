"""An act while it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.triggers.fired import Fired


@dataclass(frozen=True, slots=True)
class Doing:
    """`act` as an output of the trigger has it; `now` is the tick of the transaction, under which it writes."""

    connection: Connection
    workspace_id: UUID
    act: dict[str, Any]
    fired: Fired
    now: datetime

    @property
    def caller(self) -> Caller:
        """In the audit log it stands as the trigger's doing."""
        return Caller.system(self.workspace_id, f"Trigger {self.fired.trigger_name}")
