"""The files that can be written out: of leads, and of accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kenbun.accounts import lists as accounts
from kenbun.accounts.lists.chosen import choose as choose_accounts
from kenbun.database import Connection
from kenbun.leads import lists as leads
from kenbun.leads.lists.choose import choose as choose_leads
from kenbun.mapping.fields import Fields
from kenbun.transfer.exports import account_columns, account_queries, lead_columns, lead_queries
from kenbun.transfer.exports.column import Column

Selection = leads.Selection | accounts.Selection


@dataclass(frozen=True, slots=True)
class File:
    """`choose` makes of filters what `stream` takes."""

    nouns: str
    selection: type[Any]
    columns: Callable[[Fields], list[Column]]
    choose: Callable[..., Awaitable[Any]]
    count: Callable[[Connection, UUID, Any], Awaitable[int]]
    stream: Callable[[Connection, Any, Sequence[UUID] | None, str], AsyncIterator[Sequence[Any]]]


async def _count_accounts(connection: Connection, workspace_id: UUID, selection: accounts.Selection) -> int:
    return (await accounts.size_of(connection, workspace_id, selection)).accounts


LEADS = File(
    "leads",
    leads.Selection,
    lead_columns.every_column,
    choose_leads,
    leads.count_selected,
    lead_queries.stream,
)
ACCOUNTS = File(
    "accounts",
    accounts.Selection,
    account_columns.every_column,
    choose_accounts,
    _count_accounts,
    account_queries.stream,
)
FILES = {one.selection.NOUN: one for one in (LEADS, ACCOUNTS)}


def file_of(selection: Selection) -> File:
    return FILES[selection.NOUN]
