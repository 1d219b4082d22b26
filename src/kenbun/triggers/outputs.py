"""What comes of a firing: channels that are told, and acts that are done. Each is checked when it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse
from kenbun.kit.paths import inside
from kenbun.kit.text import storable
from kenbun.mapping.custom_fields import all_fields
from kenbun.mapping.fields import Fields
from kenbun.mapping.reading import is_missing, read
from kenbun.triggers import output_queries as queries
from kenbun.triggers.drafts import Subject

Act = Literal["notify", "notify_owner", "assign", "set_field", "add_to_segment", "take_out_of_segment"]
ACTS: tuple[Act, ...] = get_args(Act)
MOST_PEOPLE = 50
Output = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What outputs may name in a workspace: ids in their public form."""

    subject: Subject
    channels: frozenset[str]
    people: frozenset[str]
    segments: frozenset[str]
    fields: Fields


async def known_outputs(connection: Connection, workspace_id: UUID, subject: Subject) -> Known:
    return Known(
        subject,
        await queries.channels(connection, workspace_id),
        await queries.people(connection, workspace_id),
        await queries.segments(connection, workspace_id, subject),
        await all_fields(connection, workspace_id),
    )


def checked_outputs(given: list[dict[str, Any]], known: Known) -> list[Output]:
    """As they are kept; the same one twice is one. Raises Invalid by the path from the list."""
    found: list[Output] = []
    for place, one in enumerate(given):
        with inside("outputs", place):
            output = _checked(one, known)
        if output not in found:
            found.append(output)
    return found


def channel_of(output: Mapping[str, Any]) -> UUID | None:
    return parse("chn", output["channel_id"]) if "channel_id" in output else None


def _checked(given: dict[str, Any], known: Known) -> Output:
    if "channel_id" in given:
        _nothing_else(given, "channel_id")
        return {"channel_id": _one_of(given["channel_id"], known.channels, "channel_id", "channel")}
    act = given.get("act")
    if act not in ACTS:
        raise Invalid(f"Give a channel_id, or as act one of: {', '.join(ACTS)}.", field="act")
    return {"act": act, **_ACTS[act](given, known)}


def _notify(given: Mapping[str, Any], known: Known) -> Output:
    _nothing_else(given, "act", "members")
    members = given.get("members")
    if members in ("admins", "everyone"):
        return {"members": members}
    return {"members": _people(members, known, "members", "“admins”, “everyone” or ")}


def _notify_owner(given: Mapping[str, Any], _: Known) -> Output:
    _nothing_else(given, "act")
    return {}


def _assign(given: Mapping[str, Any], known: Known) -> Output:
    _nothing_else(given, "act", "owners")
    if known.subject != "lead":
        raise Invalid(
            "An account has the owner of its first lead: assign in a trigger for leads.", field="act"
        )
    return {"owners": _people(given.get("owners"), known, "owners", "")}


def _set_field(given: Mapping[str, Any], known: Known) -> Output:
    _nothing_else(given, "act", "field", "value")
    name, value = given.get("field"), given.get("value")
    field = known.fields.find(known.subject, name) if isinstance(name, str) else None
    if field is None or name is None:
        raise Invalid("There is no such field: GET /api/fields lists them.", field="field")
    fits = not is_missing(value) and storable(str(value)) and read(field.type, value) is not None
    if not fits:
        raise Invalid(f"Give a value that fits a {field.type} field.", field="value")
    return {"field": name, "value": value}


def _segment(given: Mapping[str, Any], known: Known) -> Output:
    _nothing_else(given, "act", "segment_id")
    return {"segment_id": _one_of(given.get("segment_id"), known.segments, "segment_id", "segment")}


_ACTS: dict[Act, Callable[[Mapping[str, Any], Known], Output]] = {
    "notify": _notify,
    "notify_owner": _notify_owner,
    "assign": _assign,
    "set_field": _set_field,
    "add_to_segment": _segment,
    "take_out_of_segment": _segment,
}


def _people(given: object, known: Known, field: str, others: str) -> list[str]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_PEOPLE:
        raise Invalid(f"Give {others}a list of the ids of 1 to {MOST_PEOPLE} members.", field=field)
    for place, one in enumerate(given):
        with inside(field, place):
            _one_of(one, known.people, "", "member")
    return list(dict.fromkeys(given))


def _one_of(given: object, known: frozenset[str], field: str, noun: str) -> str:
    if not isinstance(given, str) or given not in known:
        raise Invalid(f"There is no such {noun} here: give its id.", field=field)
    return given


def _nothing_else(given: Mapping[str, Any], *names: str) -> None:
    for name in given:
        if name not in names:
            raise Invalid("This output has no such part: leave it out.", field=name)
