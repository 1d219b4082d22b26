"""Committee roles in the file of the configuration: in their order, by name, how each is detected."""

from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from kenbun.access.callers import Caller
from kenbun.committee.edit import put_roles
from kenbun.committee.role_queries import roles_of
from kenbun.committee.roles import Role, RoleDraft, naming, read_all
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid

_ENTRIES = TypeAdapter(list[dict[str, Any]])
_DRAFTS = TypeAdapter(list[RoleDraft])


class _Committee:
    name = "committee"

    def read(self, given: Any) -> list[dict[str, Any]]:
        entries = _ENTRIES.validate_python(given)
        for place, entry in enumerate(entries):
            if "id" in entry:
                raise Invalid("Roles are told apart by name here: leave the id out.", field=f"[{place}].id")
            if type(entry.get("position", 0)) is not int:
                raise Invalid("Give a whole number, or leave it out.", field=f"[{place}].position")
        return _document(read_all(_drafts(entries), naming(given)))

    async def document(self, connection: Connection, workspace_id: UUID) -> list[dict[str, Any]]:
        return _document(await roles_of(connection, workspace_id))

    async def apply(
        self, connection: Connection, caller: Caller, section: list[dict[str, Any]], clock: Clock
    ) -> list[Any]:
        await put_roles(connection, caller, _drafts(section), clock)
        return []


def _drafts(entries: list[dict[str, Any]]) -> list[RoleDraft]:
    """In the order of their positions; those without one stand where they are."""
    placed = [(entry.get("position", place + 1), entry) for place, entry in enumerate(entries)]
    placed.sort(key=lambda pair: pair[0])
    return _DRAFTS.validate_python(
        [{key: value for key, value in entry.items() if key != "position"} for _, entry in placed]
    )


def _document(roles: list[Role]) -> list[dict[str, Any]]:
    """Positions tell their order, which decides between conditions of one weight."""
    return [{"position": place} | role.document() for place, role in enumerate(roles, 1)]


COMMITTEE = _Committee()
