"""What comes late, older than what a file has said, shows nowhere: it is what the field holds once the file is taken
back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kenbun.database import Connection
from kenbun.mapping import under_queries as queries
from kenbun.mapping.assertions import Assertion
from kenbun.mapping.held import Held, HeldValues

IMPORT = "import:"
"""The message ids of what a file says begin so; then comes the job's id in hexadecimal, and the number of the row."""


def is_under(late: Assertion, held: Held | None) -> bool:
    """Whether it came too late for what a file said."""
    return held is not None and held.order[1].startswith(IMPORT) and not late.message_id.startswith(IMPORT)


async def keep_under(
    connection: Connection, workspace_id: UUID, late: Sequence[Assertion], held: HeldValues
) -> None:
    """With each import, in the place of what a field held before, where it stands over that."""
    if not late:
        return
    jobs = {one.slot: _job_of(held.at(one.slot)) for one in late}
    known = await queries.befores(
        connection, workspace_id, set(jobs.values()), {one.subject_id for one in late}
    )
    found: dict[tuple[UUID, str, UUID], dict[str, Any]] = {}
    for one in late:
        place = (jobs[one.slot], one.subject, one.subject_id)
        before = known.get(place, {}).get(one.field)
        if before is None or one.stands_over(Held.read(before)):
            held_then = Held(one.value, one.behaviour, one.order, one.origin)
            found.setdefault(place, {})[one.field] = held_then.document()
    if found:
        await queries.put_befores(connection, workspace_id, found)


def _job_of(held: Held | None) -> UUID:
    assert held is not None
    return UUID(held.order[1].removeprefix(IMPORT).partition(":")[0])
