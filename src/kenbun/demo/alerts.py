"""Three ready-made triggers, in force from the first day on: so that there are firings to look at."""

from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.triggers.builder.starters import STARTERS
from kenbun.triggers.drafts import TriggerDraft
from kenbun.triggers.edit import add_trigger

_NAMES = ("surge-owner", "hot-unowned", "trial-to-prices")


async def add_triggers(connection: Connection, workspace_id: UUID, clock: Clock) -> None:
    caller = Caller.system(workspace_id, "kenbun")
    for starter in STARTERS:
        if starter.name in _NAMES:
            draft = TriggerDraft.model_validate({"name": starter.title, **starter.document})
            await add_trigger(connection, caller, draft, clock)
