"""What can be done with many leads, or accounts, at once, and who may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun import subject
from kenbun.access.callers import Role
from kenbun.accounts import lists as accounts
from kenbun.database import Connection
from kenbun.kit.errors import NotFound
from kenbun.leads import lists as leads

# what people say of segments, of leads and accounts alike
OF_SEGMENTS: Mapping[str, Role] = {
    "add_to_segment": "editor",
    "keep_out_of_segment": "editor",
    "remove_from_segment": "editor",
}

Noun = subject.Subject
Selection = leads.Selection | accounts.Selection


@dataclass(frozen=True, slots=True)
class Subject:
    """What acts are on. `after` answers the next of those selected, in the order of their ids."""

    noun: Noun
    # who may do what
    kinds: Mapping[str, Role]
    selection: type[Any]
    count: Callable[[Connection, UUID, Any], Awaitable[int]]
    after: Callable[[Connection, UUID, Any, UUID | None, int], Awaitable[list[UUID]]]

    @property
    def nouns(self) -> str:
        return f"{self.noun}s"

    def read_kind(self, text: str) -> str:
        if text not in self.kinds:
            raise NotFound("There is no such act.")
        return text


async def _count_accounts(connection: Connection, workspace_id: UUID, selection: accounts.Selection) -> int:
    return (await accounts.size_of(connection, workspace_id, selection)).accounts


LEADS = Subject(
    "lead",
    {
        "assign": "editor",
        "watch": "viewer",
        "delete": "editor",
        "assign_account": "editor",
        "create_accounts": "editor",
        "dismiss": "editor",
        "undismiss": "editor",
        **OF_SEGMENTS,
    },
    leads.Selection,
    leads.count_selected,
    leads.selected_after,
)
ACCOUNTS = Subject(
    "account",
    {"archive": "editor", "unarchive": "editor", "delete": "editor", **OF_SEGMENTS},
    accounts.Selection,
    _count_accounts,
    accounts.selected_after,
)
SUBJECTS: Mapping[str, Subject] = {one.noun: one for one in (LEADS, ACCOUNTS)}


def subject_of(selection: Selection) -> Subject:
    return SUBJECTS[selection.NOUN]
