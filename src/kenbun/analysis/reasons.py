"""Why somebody is in a segment, came into it or left it, in words: the leaves that hold, or what people have said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from kenbun.committee.role_queries import roles_of
from kenbun.conditions import ConditionError, to_words
from kenbun.database import Connection
from kenbun.kit.ids import parse as parse_id
from kenbun.kit.ids import public
from kenbun.lists import people_queries, segment_queries
from kenbun.lists.segments import Kind
from kenbun.segments.language.check import read_stored

Reason = Mapping[str, Any]
"""`{"path": "all[0]", "leaf": {…}}`, or `{"by_hand": true}`."""

BY_HAND = "added by hand"
CAUSES = {
    "event": "by an event",
    "time": "by time alone",
    "edit": "the segment was changed",
    "import": "by an import",
    "hand": "by hand",
    "anew": "surges were worked out anew",
    "archive": "the account was archived, or taken out of the archive",
    "committee": "the buying committee changed",
    "conversions": "what counts as a conversion was changed",
    "deletion": "something was deleted",
    "fading": "the score faded",
    "filter": "filters were changed",
    "levels": "levels were changed",
    "mapping": "a field was changed",
    "merge": "two were merged",
    "unmerge": "two were taken apart",
    "owner": "another owner",
    "publish": "rules were published",
    "rescore": "scores were worked out anew",
    "roles": "the buying committee was looked at again",
    "sessions": "sessions were woven anew",
    "settings": "settings were changed",
    "surge": "a surge began or ended",
    "watch": "somebody watches, or does no longer",
}


async def in_words(
    connection: Connection, workspace_id: UUID, kind: Kind, whys: Sequence[Sequence[Reason]]
) -> list[list[str]]:
    """Each why as its reasons, a short phrase each; of leads, or of accounts."""
    leaves = [reason["leaf"] for why in whys for reason in why if "leaf" in reason]
    names = await names_in(connection, workspace_id, leaves)
    return [[_said(kind, reason, names) for reason in why] for why in whys]


async def said_of(
    connection: Connection, workspace_id: UUID, kind: Kind, changes: Sequence[tuple[str, Reason | None]]
) -> list[str]:
    """Of entries and exits by cause and leaf: the leaf where there is one, else what kind of thing it was."""
    leaves = [[leaf] if leaf and "leaf" in leaf else [] for _, leaf in changes]
    told = await in_words(connection, workspace_id, kind, leaves)
    return [
        phrases[0] if phrases and cause != "hand" else CAUSES.get(cause, cause)
        for (cause, _), phrases in zip(changes, told, strict=True)
    ]


async def tell(
    connection: Connection, workspace_id: UUID, kind: Kind, changes: Sequence[dict[str, Any]]
) -> None:
    """Adds `words` to entries and exits as a timeline has them."""
    said = await said_of(connection, workspace_id, kind, [(one["cause"], one["leaf"]) for one in changes])
    for one, words in zip(changes, said, strict=True):
        one["words"] = words


async def names_in(
    connection: Connection, workspace_id: UUID, trees: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """What people call the segments, members and roles that these name by ids."""
    ids = {text for tree in trees for text in _ids(tree)}
    known: dict[str, str] = {}
    if segments := _of("seg", ids):
        found = await segment_queries.named(connection, workspace_id, segments)
        known |= {public("seg", one): row.name for one, row in found.items()}
    if people := _of("usr", ids):
        named = await people_queries.members(connection, workspace_id, people)
        known |= {public("usr", one): name for one, name in named.items()}
    if _of("role", ids):
        roles = await roles_of(connection, workspace_id)
        known |= {public("role", role.role_id): role.name for role in roles if role.role_id}
    return known


def _ids(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _ids(each)
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each)
    elif isinstance(value, str) and "_" in value:
        yield value


def _of(prefix: str, ids: Iterable[str]) -> list[UUID]:
    return [one for text in ids if (one := parse_id(prefix, text))]


def _said(kind: Kind, reason: Reason, names: Mapping[str, str]) -> str:
    if "leaf" not in reason:
        return BY_HAND
    try:
        return to_words(read_stored(kind, reason["leaf"]), names, kind)
    except ConditionError:
        return "a condition of before"
