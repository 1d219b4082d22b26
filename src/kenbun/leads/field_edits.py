"""Setting fields of a lead or an account: like an event of that moment, or by hand. Audited, and scored at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.clock import Clock
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import public
from kenbun.mapping.by_hand import set_by_hand, set_like_an_event
from kenbun.mapping.hand_queries import shown_fields
from kenbun.scoring.fit.follow import follow_fields
from kenbun.subject import Subject

PREFIXES: dict[Subject, str] = {"lead": "ld", "account": "acct"}


async def edit_fields(
    connection: Connection,
    caller: Caller,
    subject: Subject,
    subject_id: UUID,
    values: dict[str, Any],
    clock: Clock,
    *,
    by_hand: bool,
) -> dict[str, Any]:
    """Answers all fields as they then show. Raises NotFound, or Invalid naming the value that is wrong."""
    now = await tick(connection, caller.workspace_id, clock)
    return await put_fields(connection, caller, subject, subject_id, values, now, by_hand=by_hand)


async def put_fields(
    connection: Connection,
    caller: Caller,
    subject: Subject,
    subject_id: UUID,
    values: dict[str, Any],
    now: datetime,
    *,
    by_hand: bool,
) -> dict[str, Any]:
    """Likewise, under the tick whose time `now` is."""
    roots = await ROOTED[subject].roots_of(connection, caller.workspace_id, [subject_id])
    subject_id = roots.get(subject_id, subject_id)
    place = (connection, caller.workspace_id, subject, subject_id)
    before = await shown_fields(*place)
    if before is None:
        raise NotFound(f"There is no such {subject}.", field=f"{subject}_id")
    if by_hand:
        touched = await set_by_hand(*place, values, now, by=caller.name)
    else:
        touched = await set_like_an_event(*place, values, now)
    await follow_fields(connection, caller.workspace_id, touched, now, "hand")
    after = await shown_fields(*place) or {}
    await audit.record(
        connection,
        caller,
        f"{subject}.set_fields",
        (subject, public(PREFIXES[subject], subject_id)),
        before={name: before.get(name) for name in values},
        after={"by_hand": by_hand, **values},
        now=now,
    )
    return after
