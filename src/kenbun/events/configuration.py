"""Event types in the file of the configuration: by name, those of which something is set that is not so by itself."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool, TypeAdapter

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.events.type_queries import all_types, ensure_types
from kenbun.events.type_settings import set_type
from kenbun.events.types import fold, title, well_known_channel
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.paths import inside
from kenbun.kit.text import is_line

_LONGEST = 200


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    channel: Literal["website", "email", "product", "crm", "system", "other"] | None = None
    hidden: StrictBool = False


_ENTRIES = TypeAdapter(dict[str, _Entry])

Set = dict[str, dict[str, Any]]


class _EventTypes:
    name = "event_types"

    def read(self, given: Any) -> Set:
        found: Set = {}
        for name, entry in _ENTRIES.validate_python(given).items():
            with inside(name):
                if not is_line(name) or not fold(name) or len(name) > _LONGEST:
                    raise Invalid(f"Name an event type: one line of at most {_LONGEST} characters.")
                if _name(name) in found:
                    raise Invalid("Two spellings of one event type.")
                found[_name(name)] = _set(name, entry.channel, hidden=entry.hidden)
        return _document(found)

    async def document(self, connection: Connection, workspace_id: UUID) -> Set:
        types = await all_types(connection, workspace_id)
        return _document({_name(one.key): _set(one.key, one.channel, hidden=one.hidden) for one in types})

    async def apply(self, connection: Connection, caller: Caller, section: Set, clock: Clock) -> list[Any]:
        """Types that nothing has been heard of yet are there from then on, set like this."""
        usual = {
            name: _set(name, None, hidden=False)
            for name in await self.document(connection, caller.workspace_id)
        }
        await ensure_types(connection, caller.workspace_id, section, clock())
        for name, entry in (usual | section).items():
            with inside(name):
                await set_type(connection, caller, name, clock, **entry)
        return []


def _name(spelled: str) -> str:
    """However it is spelled, as one knows only the type of it."""
    return title(fold(spelled))


def _set(name: str, channel: str | None, *, hidden: bool) -> dict[str, Any]:
    return {"channel": channel or well_known_channel(fold(name)), "hidden": hidden}


def _document(found: Set) -> Set:
    return {name: entry for name, entry in sorted(found.items()) if entry != _set(name, None, hidden=False)}


EVENT_TYPES = _EventTypes()
