"""Values that come by no call: set by the API like an event of that moment, or by hand, to stand until released."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kenbun.access.workspaces import get_workspace
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ROOTED
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id
from kenbun.mapping import hand_queries, queries
from kenbun.mapping.assertions import Assertion, Misfits, copies_of
from kenbun.mapping.fields import Fields
from kenbun.mapping.held import Held
from kenbun.mapping.loaded import mappings_in_force
from kenbun.mapping.mappings import WorkspaceMappings
from kenbun.mapping.reading import Value, is_missing, read
from kenbun.mapping.settle import Touched, settle, touched_by
from kenbun.subject import Subject

Values = Mapping[str, Any]


async def set_like_an_event(
    connection: Connection,
    workspace_id: UUID,
    subject: Subject,
    subject_id: UUID,
    values: Values,
    now: datetime,
    origin: str = "api",
) -> Touched:
    """As if a call at `now` had said so: what comes later stands over it. A value of None empties the field.

    Under the tick whose time `now` is. Raises Invalid naming the value that is wrong.
    """
    mappings = await mappings_in_force(connection, await get_workspace(connection, workspace_id))
    checked = _checked(mappings.fields, subject, values)
    message_id = f"{origin}:{new_id().hex}"
    said = [
        Assertion(subject, subject_id, name, value, "latest", origin, now, message_id)
        for name, value in checked.items()
    ]
    account_id = await hand_queries.account_of(connection, workspace_id, subject, subject_id)
    touched = await settle(connection, workspace_id, [*said, *_copies(said, account_id, mappings)], now)
    await _refresh(connection, workspace_id, touched, now)
    return touched


async def set_by_hand(
    connection: Connection,
    workspace_id: UUID,
    subject: Subject,
    subject_id: UUID,
    values: Values,
    now: datetime,
    *,
    by: str,
) -> Touched:
    """The values are shown whatever calls say; None releases a field: what calls have said shows again.

    Of one that others are merged into, that goes for what was set for those, too.
    Under the tick whose time `now` is. Raises Invalid naming the value that is wrong.
    """
    mappings = await mappings_in_force(connection, await get_workspace(connection, workspace_id))
    checked = _checked(mappings.fields, subject, values)
    whose = (subject, subject_id)
    said = (await queries.held_values(connection, workspace_id, {whose: checked})).of(whose)
    before = await hand_queries.values_of(connection, workspace_id, subject, subject_id)
    changed: list[Assertion] = []
    for name, value in checked.items():
        held = said.get(name)
        shown = before.get(name, held.value if held else None)
        after = _shown_after(subject, subject_id, name, value, held, now)
        if after.value != shown:
            changed.append(after)
    roots = await ROOTED[subject].roots_of(connection, workspace_id, [subject_id])
    await hand_queries.set_values(
        connection, workspace_id, subject, subject_id, checked, now, by, remember_releases=bool(roots)
    )
    await queries.add_changes(connection, workspace_id, changed, now)
    account_id = await hand_queries.account_of(connection, workspace_id, subject, subject_id)
    set_now = [one for one in changed if one.origin == "hand"]
    touched = await settle(connection, workspace_id, _copies(set_now, account_id, mappings), now)
    shown = await touched_by(connection, workspace_id, (), changed)
    touched.leads |= shown.leads
    touched.accounts |= shown.accounts
    for root_id in roots.values():
        touched.add(subject, root_id)
    await _refresh(connection, workspace_id, touched, now)
    return touched


def _shown_after(
    subject: Subject, subject_id: UUID, name: str, value: Value | None, held: Held | None, now: datetime
) -> Assertion:
    """What the field shows then, and since when."""
    if value is not None:
        return Assertion(subject, subject_id, name, value, "latest", "hand", now, f"hand:{new_id().hex}")
    if held and held.value is not None:
        return Assertion(subject, subject_id, name, held.value, "latest", held.origin, *held.order)
    return Assertion(subject, subject_id, name, None, "latest", "released", now, "")


def _checked(fields: Fields, subject: Subject, values: Values) -> dict[str, Value | None]:
    checked: dict[str, Value | None] = {}
    for name, raw in values.items():
        kind = fields.find(subject, name)
        if kind is None:
            known = ", ".join(one.name for one in fields.of(subject))
            raise Invalid(
                f"There is no {subject} field “{name[:100]}”; there are: {known}.",
                field=f"fields.{name[:100]}",
            )
        checked[name] = value = None if is_missing(raw) else read(kind.type, raw)
        if value is None and not is_missing(raw):
            kinds = {"text": "a text of at most 1,000 characters", "number": "a number"}
            kinds |= {"boolean": "true or false", "date": "a date: YYYY-MM-DD or RFC 3339"}
            raise Invalid(f"Does not fit: give {kinds[kind.type]}, or null.", field=f"fields.{name}")
    return checked


def _copies(
    said: list[Assertion], account_id: UUID | None, mappings: WorkspaceMappings
) -> Iterator[Assertion]:
    for one in said:
        yield from copies_of(one, account_id, mappings, Misfits())


async def _refresh(connection: Connection, workspace_id: UUID, touched: Touched, now: datetime) -> None:
    await queries.refresh_profiles(connection, workspace_id, touched.leads, now)
    await queries.refresh_accounts(connection, workspace_id, touched.accounts, now)
