"""Triggers in the file of the configuration, by name; so are segments, channels, members and roles they speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from kenbun.access.callers import Caller
from kenbun.conditions import to_json
from kenbun.database import Connection
from kenbun.kit.clock import Clock
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.kit.paths import inside
from kenbun.kit.text import line
from kenbun.segments.configuration import renamed
from kenbun.segments.defining.drafts import KINDS
from kenbun.segments.language.check import read_stored
from kenbun.segments.language.vocabulary import vocabulary
from kenbun.triggers.configuration_shapes import Entry
from kenbun.triggers.definitions import Trigger, list_triggers
from kenbun.triggers.drafts import LONGEST_NAME, Subject, TriggerChange, TriggerDraft
from kenbun.triggers.edit import add_trigger, change_trigger, remove_trigger
from kenbun.triggers.kinds import definition_of
from kenbun.triggers.naming_queries import channel_names

Section = dict[str, dict[str, Any]]
Names = Mapping[str, str]
_Entries = TypeAdapter(dict[str, Entry])
# As they are spelled in files, and in what is kept.
_SPELLED = {"channel": "channel_id", "segment": "segment_id"}
_PEOPLE = ("members", "owners")


class _Triggers:
    name = "triggers"

    def read(self, given: Any) -> Section:
        found: Section = {}
        for name, entry in _Entries.validate_python(given).items():
            with inside(name):
                trimmed = line(name, "name", LONGEST_NAME)
                if any(trimmed.casefold() == one.casefold() for one in found):
                    raise Invalid("Two triggers have the same name.", field="name")
                found[trimmed] = _normal(entry)
        return dict(sorted(found.items()))

    async def document(self, connection: Connection, workspace_id: UUID) -> Section:
        names = await _names(connection, workspace_id)
        triggers = await list_triggers(connection, workspace_id)
        return dict(sorted((one.name, _written(one, names[one.subject])) for one in triggers))

    async def apply(
        self, connection: Connection, caller: Caller, section: Section, clock: Clock
    ) -> list[Any]:
        there = {one.name: one for one in await list_triggers(connection, caller.workspace_id)}
        for name, one in list(there.items()):
            if name not in section or not _is_alike(one, section[name]):
                await remove_trigger(connection, caller, one.trigger_id, clock)
                del there[name]
        names = await _names(connection, caller.workspace_id)
        for name, entry in section.items():
            with inside(name):
                sent = _sent(entry, names[entry["subject"]])
                if trigger := there.get(name):
                    change = TriggerChange.model_validate(_beside_what_it_is(sent))
                    await change_trigger(connection, caller, trigger.trigger_id, change, clock)
                else:
                    draft = TriggerDraft.model_validate({"name": name, **sent})
                    await add_trigger(connection, caller, draft, clock)
        return []


def _normal(entry: Entry) -> dict[str, Any]:
    given = entry.given()
    if entry.segment is not None:
        given["segment_id"] = entry.segment
    of_kind = definition_of(entry.kind, entry.subject, given)
    conditions = entry.conditions
    if conditions is not None:
        with inside("conditions"):
            conditions = to_json(read_stored(entry.subject, conditions))
    return {
        "kind": entry.kind,
        "subject": entry.subject,
        **_in_files(of_kind),
        "conditions": conditions,
        "fire": entry.fire,
        "cooldown_seconds": entry.cooldown_seconds,
        "outputs": _each_once(one.said() for one in entry.outputs),
        "active": entry.active,
    }


def _each_once(outputs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in outputs:
        if one not in found:
            found.append(one)
    return found


def _written(trigger: Trigger, names: Names) -> dict[str, Any]:
    document = trigger.document()
    del document["name"]

    def name_of(given: str) -> str:
        return names.get(given, given)

    outputs = [_renamed_output(_in_files(one), name_of) for one in document["outputs"]]
    return _renamed_output(_in_files(document), name_of) | {
        "conditions": renamed(document["conditions"], name_of),
        "outputs": outputs,
    }


def _sent(entry: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """As the API would be sent it. What nobody is called is handed on as it is, to be named where it is refused."""
    ids = {name.casefold(): one for one, name in names.items()}

    def id_of(given: str) -> str:
        return ids.get(given.casefold(), given)

    sent = _renamed_output(entry, id_of)
    sent["outputs"] = [_as_kept(_renamed_output(one, id_of)) for one in entry["outputs"]]
    return _as_kept(sent)


def _renamed_output(given: Mapping[str, Any], call: Callable[[str], str]) -> dict[str, Any]:
    """Channels, segments and people named otherwise."""
    found = dict(given)
    for key in _SPELLED:
        if key in found:
            found[key] = call(found[key])
    for key in _PEOPLE:
        if isinstance(found.get(key), list):
            found[key] = [call(one) for one in found[key]]
    return found


def _in_files(given: Mapping[str, Any]) -> dict[str, Any]:
    kept = {of: name for name, of in _SPELLED.items()}
    return {kept.get(key, key): value for key, value in given.items()}


def _as_kept(given: Mapping[str, Any]) -> dict[str, Any]:
    return {_SPELLED.get(key, key): value for key, value in given.items()}


def _beside_what_it_is(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in sent.items() if key not in ("kind", "subject")}


def _is_alike(trigger: Trigger, entry: Mapping[str, Any]) -> bool:
    """Whether it can become that: of another kind it is another one."""
    return (trigger.kind, trigger.subject) == (entry["kind"], entry["subject"])


async def _names(connection: Connection, workspace_id: UUID) -> dict[Subject, dict[str, str]]:
    """By the public id, as files have them: members by their e-mail addresses."""
    channels = await channel_names(connection, workspace_id)
    found: dict[Subject, dict[str, str]] = {}
    for kind in KINDS:
        known = await vocabulary(connection, workspace_id, kind)
        people = {public("usr", one.user_id): one.email for one in known.people}
        found[kind] = {**channels, **known.names, **people}
    return found


TRIGGERS = _Triggers()
