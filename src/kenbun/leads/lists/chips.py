"""What a list is filtered by, in words: a chip for each filter, which knows what to leave out of the URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from kenbun.database import Connection
from kenbun.events.types import title
from kenbun.kit.ids import parse, public
from kenbun.leads.lists import chip_queries as queries
from kenbun.leads.lists.filters import ACTIVITY_WORDS, ME, NOBODY, LeadFilters
from kenbun.leads.lists.where import Where
from kenbun.mapping.custom_fields import all_fields


@dataclass(frozen=True, slots=True)
class Chip:
    """Taking it away takes away these parameters; where one has several values, only this one."""

    words: str
    names: tuple[str, ...]
    value: str | None = None


async def chips_of(connection: Connection, workspace_id: UUID, filters: LeadFilters) -> list[Chip]:
    """In the order of the menu; the search has a box of its own. The filters have been checked."""
    found = [*_levels(filters), *_scores(filters)]
    if filters.last_active:
        found.append(Chip(f"Active: {ACTIVITY_WORDS[filters.last_active]}", ("last_active",)))
    if filters.watched:
        found.append(Chip("On my watch list", ("watched",)))
    if filters.owner:
        ids = [one for text in filters.owner if (one := parse("usr", text))]
        names = await queries.members(connection, workspace_id, ids)
        found += [Chip(f"Owner: {_owner(text, names)}", ("owner",), text) for text in filters.owner]
    if filters.account_id:
        ids = [one for text in filters.account_id if (one := parse("acct", text))]
        names = await queries.accounts_named(connection, workspace_id, ids)
        for one in ids:
            found.append(Chip(f"Account: {names.get(one, 'gone')}", ("account_id",), public("acct", one)))
    if filters.where:
        fields = await all_fields(connection, workspace_id)
        for text in filters.where:
            found.append(Chip(Where.read(text, fields).words(fields), ("where",), text))
    return [*found, *(Chip(f"Did {title(name)}", ("event_type",), name) for name in filters.event_type)]


def _levels(filters: LeadFilters) -> list[Chip]:
    words = {"level": "Level", "profile_level": "Profile", "account_level": "Account level"}
    return [
        Chip(f"{label}: {', '.join(chosen)}", (name,))
        for name, label in words.items()
        if (chosen := getattr(filters, name))
    ]


def _scores(filters: LeadFilters) -> list[Chip]:
    found = []
    for name, label in {
        "score": "Score",
        "profile_score": "Profile score",
        "account_score": "Account score",
    }.items():
        low, high = getattr(filters, f"min_{name}"), getattr(filters, f"max_{name}")
        if low is not None or high is not None:
            found.append(Chip(f"{label}: {_range(low, high)}", (f"min_{name}", f"max_{name}")))
    return found


def _range(low: int | None, high: int | None) -> str:
    if high is None:
        return f"{low:,} and up"
    return f"up to {high:,}" if low is None else f"{low:,} to {high:,}"


def _owner(text: str, names: Mapping[UUID, str]) -> str:
    if text in (ME, NOBODY):
        return "me" if text == ME else "nobody"
    found = parse("usr", text)
    return names.get(found, "nobody here") if found else text
