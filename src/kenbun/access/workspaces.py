"""Workspaces: each is a world of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kenbun.access import audit
from kenbun.access.callers import Caller, Role
from kenbun.access.queries import people, workspaces
from kenbun.database import Connection
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import new_id, parse, public
from kenbun.kit.text import line


@dataclass(frozen=True)
class Workspace:
    workspace_id: UUID
    name: str
    time_zone: str
    session_timeout_minutes: int
    mapping_version: int
    filters_version: int
    history_days: int
    negative_scores: bool
    next_session_timeout_minutes: int | None
    rewoven_up_to: UUID | None
    created_at: datetime

    def session_timeout_of(self, lead_id: UUID) -> timedelta:
        """While sessions are woven again lead by lead, by another timeout, that one for whom it has been done."""
        minutes = self.session_timeout_minutes
        if self.next_session_timeout_minutes and self.rewoven_up_to and lead_id <= self.rewoven_up_to:
            minutes = self.next_session_timeout_minutes
        return timedelta(minutes=minutes)


async def create_workspace(
    connection: Connection, name: str, now: datetime, time_zone: str = "UTC", *, by: str = "command line"
) -> UUID:
    """The workspace and its tick row. What other concepts put in at the start is onboarding's to do."""
    workspace_id = new_id()
    values = {"name": line(name, "name"), "time_zone": _zone(time_zone)}
    await workspaces.add(connection, now, workspace_id=workspace_id, **values)
    subject = ("workspace", public("ws", workspace_id))
    caller = Caller.system(workspace_id, by)
    await audit.record(connection, caller, "workspace.create", subject, after=values, now=now)
    return workspace_id


async def get_workspace(connection: Connection, workspace_id: UUID) -> Workspace:
    row = await workspaces.one(connection, workspace_id)
    if row is None:
        raise NotFound("There is no such workspace.")
    return Workspace(**row)


async def list_workspaces(connection: Connection) -> list[Workspace]:
    return [Workspace(**row) for row in await workspaces.every(connection)]


async def workspaces_of(connection: Connection, user_id: UUID) -> list[tuple[Workspace, Role]]:
    """Those that the user is a member of, by name, with the role there."""
    user = await people.user_by_id(connection, user_id)
    found = []
    for workspace_id in user["workspace_ids"] if user else ():
        member = await people.member(connection, workspace_id, user_id)
        if member is not None:
            found.append((await get_workspace(connection, workspace_id), member["role"]))
    return sorted(found, key=lambda pair: pair[0].name)


async def find_workspace(connection: Connection, name_or_id: str | None) -> Workspace:
    """As a person names it on the command line; without a name, the oldest, which the first start made."""
    known = sorted(await list_workspaces(connection), key=lambda workspace: workspace.workspace_id)
    if name_or_id is not None:
        wanted = parse("ws", name_or_id)
        known = [each for each in known if each.workspace_id == wanted or each.name == name_or_id]
    if not known:
        raise NotFound(
            "There is no such workspace: `kenbun workspace create NAME` makes one.", field="workspace"
        )
    if name_or_id is not None and len(known) > 1:
        names = ", ".join(f"{each.name} ({public('ws', each.workspace_id)})" for each in known[:10])
        raise Invalid(f"Say which workspace is meant, by its id: {names}", field="workspace")
    return known[0]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid(f"{name!r} is no time zone; write one like Europe/Berlin.", field="time_zone") from None
    return name
