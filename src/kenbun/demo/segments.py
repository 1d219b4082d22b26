"""Four ready-made segments, followed from the first day on: so that there are members, and a past of them."""

from uuid import UUID

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.segments.builder.starters import STARTERS
from kenbun.segments.defining.drafts import SegmentDraft
from kenbun.segments.defining.edit import add_segment

_NAMES = ("gone-quiet", "trial-active", "ready-to-talk", "many-at-prices")


async def add_segments(connection: Connection, workspace_id: UUID, clock: Clock) -> None:
    caller = Caller.system(workspace_id, "kenbun")
    for starter in STARTERS:
        if starter.name in _NAMES:
            draft = SegmentDraft(
                name=starter.title, kind=starter.kind, description=starter.why, conditions=starter.conditions
            )
            await add_segment(connection, caller, draft, clock)
