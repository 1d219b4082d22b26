"""Which of the leads, or of the accounts, are shown as one: the same questions of both, now and at a past time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from kenbun.database import Connection
from kenbun.kit.ids import parse, public


@dataclass(frozen=True)
class Rooted:
    """What can be merged, and the tables in which its merges are kept. An id is asked for in its public form."""

    noun: str
    prefix: str
    rows: str
    key: str
    parts: str
    roots: str
    # tables of rows that stand under the root, with their own one beside it
    moved: tuple[str, ...]

    @property
    def own(self) -> str:
        return f"own_{self.key}"

    def public(self, identifier: UUID) -> str:
        return public(self.prefix, identifier)

    def parse(self, text: str) -> UUID | None:
        """None where the text is no such id."""
        return parse(self.prefix, text)

    async def roots_of(
        self, connection: Connection, workspace_id: UUID, ids: Collection[UUID]
    ) -> dict[UUID, UUID]:
        """Of those of these that are merged with others: where each is shown; a root is shown in itself."""
        return await self._pairs(connection, self._roots_of, workspace_id, ids)

    async def known(
        self, connection: Connection, workspace_id: UUID, ids: Collection[UUID]
    ) -> dict[UUID, UUID]:
        """Of those of these ids that one has: where it is shown, itself if it is not merged into another."""
        return await self._pairs(connection, self._known, workspace_id, ids)

    async def root_at(
        self, connection: Connection, workspace_id: UUID, identifier: UUID, at: datetime
    ) -> UUID:
        """Where it was shown at a time; exact for a settled tick."""
        values = {"workspace_id": workspace_id, "id": identifier, "at": at}
        root_id: UUID | None = (await connection.execute(self._root_at, values)).scalar()
        return root_id or identifier

    async def held_others_at(
        self, connection: Connection, workspace_id: UUID, identifier: UUID, at: datetime
    ) -> bool:
        """Whether others were shown in it at that time."""
        values = {"workspace_id": workspace_id, "id": identifier, "at": at}
        return bool((await connection.execute(self._held_others_at, values)).scalar())

    async def together(
        self, connection: Connection, workspace_id: UUID, root_ids: Collection[UUID]
    ) -> set[UUID]:
        """These roots, and all that are shown in them."""
        values = {"workspace_id": workspace_id, "ids": list(root_ids)}
        return {*root_ids, *(await connection.execute(self._together, values)).scalars()}

    async def _pairs(
        self, connection: Connection, statement: Any, workspace_id: UUID, ids: Collection[UUID]
    ) -> dict[UUID, UUID]:
        if not ids:
            return {}
        values = {"workspace_id": workspace_id, "ids": list(ids)}
        return {row.id: row.root_id for row in await connection.execute(statement, values)}

    @cached_property
    def _roots_of(self) -> TextClause:
        return text(f"""
            SELECT p.{self.key} AS id, p.root_id FROM {self.parts} p
            WHERE p.workspace_id = :workspace_id AND p.{self.key} = ANY(cast(:ids AS uuid[]))
              AND (p.root_id <> p.{self.key} OR EXISTS (
                  SELECT FROM {self.parts} o
                  WHERE o.workspace_id = :workspace_id AND o.root_id = p.{self.key} AND o.{self.key} <> p.{self.key}))
        """)  # noqa: S608 - our own names

    @cached_property
    def _known(self) -> TextClause:
        return text(f"""
            SELECT {self.key} AS id, {self.key} AS root_id FROM {self.rows}
            WHERE workspace_id = :workspace_id AND {self.key} = ANY(cast(:ids AS uuid[]))
            UNION ALL
            SELECT {self.key}, root_id FROM {self.parts}
            WHERE workspace_id = :workspace_id AND {self.key} = ANY(cast(:ids AS uuid[])) AND {self.key} <> root_id
        """)  # noqa: S608

    @cached_property
    def _root_at(self) -> TextClause:
        return text(f"""
            SELECT root_id FROM {self.roots}
            WHERE workspace_id = :workspace_id AND {self.key} = :id
              AND held_from <= :at AND (held_to IS NULL OR held_to > :at)
        """)  # noqa: S608

    @cached_property
    def _held_others_at(self) -> TextClause:
        return text(f"""
            SELECT EXISTS (
                SELECT FROM {self.roots}
                WHERE workspace_id = :workspace_id AND root_id = :id
                  AND held_from <= :at AND (held_to IS NULL OR held_to > :at))
        """)  # noqa: S608

    @cached_property
    def _together(self) -> TextClause:
        return text(f"""
            SELECT {self.key} FROM {self.parts}
            WHERE workspace_id = :workspace_id AND root_id = ANY(cast(:ids AS uuid[]))
        """)  # noqa: S608


LEADS = Rooted("lead", "ld", "leads", "lead_id", "lead_parts", "lead_roots", ("events", "lead_aliases"))
ACCOUNTS = Rooted(
    "account",
    "acct",
    "accounts",
    "account_id",
    "account_parts",
    "account_roots",
    ("leads", "account_aliases"),
)
ROOTED = {of.noun: of for of in (LEADS, ACCOUNTS)}
