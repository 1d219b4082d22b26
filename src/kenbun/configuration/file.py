"""The configuration of a workspace as one document: written out, compared with a file, made as a file says."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.access import audit
from kenbun.access.callers import Caller
from kenbun.access.ticks import tick
from kenbun.configuration.differences import Change, differences
from kenbun.configuration.part import Waiting
from kenbun.configuration.parts import PARTS
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid, Problem
from kenbun.kit.ids import public
from kenbun.kit.paths import inside
from kenbun.kit.plain import same

FORMAT = 1
# of the paths that the audit log names
_MOST_NAMED = 200

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Left:
    """What the import has left as a draft, and what became of it: `draft` where nothing was published."""

    what: str
    state: str


@dataclass(frozen=True, slots=True)
class Imported:
    changes: list[Change]
    waiting: list[Left]


async def export(connection: Connection, workspace_id: UUID) -> Document:
    """All that is in force; drafts are not in it."""
    sections = {part.name: await part.document(connection, workspace_id) for part in PARTS}
    return {"kenbun": FORMAT} | sections


def read(given: Any) -> Document:
    """The sections of a file in their normal form. Raises a Problem that names the entry at fault."""
    if not isinstance(given, dict):
        raise Invalid(f"The file must hold sections: {_known()}.", field="body")
    if given.get("kenbun", FORMAT) != FORMAT or isinstance(given.get("kenbun"), bool):
        raise Invalid(f"This kenbun reads files of the format {FORMAT}.", field="kenbun")
    for name in given:
        if name != "kenbun" and not any(part.name == name for part in PARTS):
            raise Invalid(f"There is no such section; there are {_known()}.", field=str(name)[:200])
    found = {}
    for part in PARTS:
        if part.name in given:
            with inside(part.name):
                found[part.name] = part.read(given[part.name])
    return found


async def compare(connection: Connection, workspace_id: UUID, wanted: Document) -> list[Change]:
    """What an import would change. A section that the file leaves out stays as it is."""
    return differences(await _sections(connection, workspace_id, wanted), wanted)


async def import_file(
    database: Database, caller: Caller, wanted: Document, clock: Clock, *, publish: bool
) -> Imported:
    """Makes each section of the file so, in one transaction; then publishes what waits for it, where asked to.

    Publishing goes one by one. What does not come into force, and what comes after it, stays in its draft.
    """
    async with database.transaction() as connection:
        changes, waiting = await _apply(connection, caller, wanted, clock)
    left, going_on = [], publish
    for each in waiting:
        state = await _published(each, database, caller, clock) if going_on else "draft"
        going_on = going_on and state == "in_force"
        left.append(Left(each.what, state))
    return Imported(changes, left)


async def _apply(
    connection: Connection, caller: Caller, wanted: Document, clock: Clock
) -> tuple[list[Change], list[Waiting]]:
    now = await tick(connection, caller.workspace_id, clock)
    before = await _sections(connection, caller.workspace_id, wanted)
    waiting: list[Waiting] = []
    for part in PARTS:
        if part.name in wanted and not same(before[part.name], wanted[part.name]):
            with inside(part.name):
                waiting += await part.apply(connection, caller, wanted[part.name], clock)
    changes = differences(before, wanted)
    if changes:
        after = {"entries": len(changes), "paths": [change.path for change in changes[:_MOST_NAMED]]}
        subject = ("workspace", public("ws", caller.workspace_id))
        await audit.record(connection, caller, "config.import", subject, after=after, now=now)
    return changes, waiting


async def _published(each: Waiting, database: Database, caller: Caller, clock: Clock) -> str:
    """The import stands by now, so a refusal is told, not raised."""
    try:
        return await each.publish(database, caller, clock)
    except Problem as problem:
        return f"draft: {problem.detail}"


async def _sections(connection: Connection, workspace_id: UUID, wanted: Document) -> Document:
    return {part.name: await part.document(connection, workspace_id) for part in PARTS if part.name in wanted}


def _known() -> str:
    return ", ".join(part.name for part in PARTS)
