"""Pages are found in the narrow rows alone, and only the leads of the page are then read in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, and_, collate, func, literal, or_, select, text

from kenbun.accounts.tables import accounts
from kenbun.database import Connection
from kenbun.kit.paging import Paging
from kenbun.leads.tables import lead_profiles, leads

ScoreRange = tuple[int | None, int | None]

_ROWS = text("""
    SELECT l.lead_id, p.name, p.fields ->> 'title' AS title, p.fields ->> 'company' AS company, l.engagement_score,
           l.profile_score, l.event_count, l.last_active_at, l.created_at, l.scored_at,
           a.account_id, a.name AS account_name, coalesce(a.domain, a.fields ->> 'domain') AS account_domain,
           a.account_score, a.engagement_score AS account_engagement
    FROM leads l
    JOIN lead_profiles p ON p.workspace_id = l.workspace_id AND p.lead_id = l.lead_id
    LEFT JOIN accounts a ON a.workspace_id = l.workspace_id AND a.account_id = l.account_id
    WHERE l.workspace_id = :workspace_id AND l.lead_id = ANY(cast(:lead_ids AS uuid[]))
""")

# A visitor can gather thousands of cookies; a row shows the strongest. Of two of a kind the lead's own comes before
# those of leads merged into it.
_ALIASES = text("""
    SELECT l.lead_id, a.kind, a.value
    FROM unnest(cast(:lead_ids AS uuid[])) AS l (lead_id)
    JOIN LATERAL (
        SELECT kind, value FROM lead_aliases
        WHERE workspace_id = :workspace_id AND lead_id = l.lead_id
        ORDER BY array_position(ARRAY['email', 'external_id', 'phone', 'social', 'cookie'], kind),
                 own_lead_id IS NOT NULL, created_at, value
        LIMIT 20
    ) AS a ON true
""")


# A plan made for any filter at all is bad for most: how many leads there are to sort is what it hangs on.
_PLAN_EACH = text("SET LOCAL plan_cache_mode = force_custom_plan")


# Among so many leads a page is found of a search that matches one in fifty.
_FIRST = 4_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Filters as the statement takes them: ranges of scores, any of which will do, and None for all scores.

    `active_since` is the edge of the window `last_active`.
    """

    workspace_id: UUID
    search: str | None
    score_ranges: tuple[ScoreRange, ...] | None
    profile_ranges: tuple[ScoreRange, ...] | None
    account_ranges: tuple[ScoreRange, ...] | None
    last_active: str | None
    active_since: datetime | None

    @property
    def search_alone(self) -> Chosen:
        return Chosen(self.workspace_id, self.search, None, None, None, None, None)


async def page_of_ids(connection: Connection, chosen: Chosen, sort: str, paging: Paging) -> list[UUID]:
    await connection.execute(_PLAN_EACH)
    ordered = _ordered(chosen, select(leads.c.lead_id), sort, paging)
    return list((await connection.execute(ordered)).scalars())


async def counted_page(
    connection: Connection, chosen: Chosen, sort: str, paging: Paging
) -> tuple[list[UUID], int]:
    """The page, and how many there are on all of them, in one go: for filters by which finding is most of the work."""
    await connection.execute(_PLAN_EACH)
    counted = select(leads.c.lead_id, func.count().over().label("total"))
    found = (await connection.execute(_ordered(chosen, counted, sort, paging))).all()
    if not found:
        return [], await count(connection, chosen)
    return [row.lead_id for row in found], found[0].total


async def page_of_many(connection: Connection, chosen: Chosen, sort: str, paging: Paging) -> list[UUID]:
    """The page of a search that matches many: looked for among the first by the sort, which leaves no join of all
    leads with all matches to do; where too few of those match, among all."""
    if not sort.endswith("name") and paging.offset + paging.limit <= _FIRST // 20:
        await connection.execute(_PLAN_EACH)
        among_first = list((await connection.execute(_among_first(chosen, sort, paging))).scalars())
        if len(among_first) == paging.limit:
            return among_first
    return await page_of_ids(connection, chosen, sort, paging)


def _among_first(chosen: Chosen, sort: str, paging: Paging) -> Select[Any]:
    column = leads.c[sort.removeprefix("-")]
    unsearched = _filtered(replace(chosen, search=None), select(leads.c.lead_id, column))
    first = unsearched.order_by(*_order(sort, column, leads.c.lead_id)).limit(_FIRST).subquery("first")
    return (
        select(first.c.lead_id)
        .join(lead_profiles, lead_profiles.c.lead_id == first.c.lead_id)
        .where(matching_search(chosen.workspace_id, chosen.search or ""))
        .order_by(*_order(sort, first.c[column.name], first.c.lead_id))
        .offset(paging.offset)
        .limit(paging.limit)
    )


def _ordered(chosen: Chosen, selected: Select[Any], sort: str, paging: Paging) -> Select[Any]:
    column = sort.removeprefix("-")
    found = _filtered(chosen, selected, profiles=column == "name")
    key = func.left(_folded(lead_profiles.c.name), 200) if column == "name" else leads.c[column]
    return found.order_by(*_order(sort, key, leads.c.lead_id)).offset(paging.offset).limit(paging.limit)


def _order(sort: str, key: ColumnElement[Any], lead_id: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    order = key.desc() if sort.startswith("-") else key.asc()
    # the index on the score has no nulls to place, and would not be used with them placed
    return (order.nulls_last() if sort.endswith("last_active_at") else order, lead_id)


async def count(connection: Connection, chosen: Chosen) -> int:
    counted = _filtered(chosen, select(func.count()).select_from(leads))
    if chosen.search is not None and chosen == chosen.search_alone:
        # each lead has one profile: no need to look at leads as well
        matching = matching_search(chosen.workspace_id, chosen.search)
        counted = select(func.count()).select_from(lead_profiles).where(matching)
    return int((await connection.execute(counted)).scalar_one())


async def rows(connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    return (await connection.execute(_ROWS, values)).all()


async def aliases(
    connection: Connection, workspace_id: UUID, lead_ids: Sequence[UUID]
) -> dict[UUID, list[dict[str, str]]]:
    """Of each lead up to 20 aliases, those that tell most to a person first."""
    found: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    values = {"workspace_id": workspace_id, "lead_ids": list(lead_ids)}
    for row in await connection.execute(_ALIASES, values):
        found[row.lead_id].append({"kind": row.kind, "value": row.value})
    return found


def matching_search(workspace_id: UUID, typed: str) -> ColumnElement[bool]:
    """Profiles in whose name, e-mail, company or aliases the text occurs, without case."""
    # folded by the database, as the search text was
    # and then in the collation of the index, which no text of another can be looked up in
    folded = collate(_folded(literal(_pattern(typed))), "default")
    return and_(lead_profiles.c.workspace_id == workspace_id, lead_profiles.c.search.like(folded))


def _folded(words: ColumnElement[str]) -> ColumnElement[str]:
    return func.casefold(collate(words, "pg_unicode_fast"), type_=Text())


def _filtered(chosen: Chosen, found: Select[Any], *, profiles: bool = False) -> Select[Any]:
    found = found.where(leads.c.workspace_id == chosen.workspace_id)
    if profiles or chosen.search:
        found = found.join(
            lead_profiles,
            and_(
                lead_profiles.c.workspace_id == leads.c.workspace_id,
                lead_profiles.c.lead_id == leads.c.lead_id,
            ),
        )
    if chosen.search:
        found = found.where(matching_search(chosen.workspace_id, chosen.search))
    if chosen.score_ranges is not None:
        found = found.where(_within(leads.c.engagement_score, chosen.score_ranges))
    if chosen.profile_ranges is not None:
        found = found.where(_within(leads.c.profile_score, chosen.profile_ranges))
    if chosen.account_ranges is not None:
        of_companies = select(accounts.c.account_id).where(
            accounts.c.workspace_id == chosen.workspace_id,
            _within(accounts.c.account_score, chosen.account_ranges),
        )
        found = found.where(leads.c.account_id.in_(of_companies))
    if chosen.last_active == "older_30d":
        found = found.where(
            or_(leads.c.last_active_at <= chosen.active_since, leads.c.last_active_at.is_(None))
        )
    elif chosen.last_active:
        found = found.where(leads.c.last_active_at > chosen.active_since)
    return found


def _within(score: ColumnElement[int], ranges: tuple[ScoreRange, ...]) -> ColumnElement[bool]:
    return or_(literal(False), *(_between(score, low, high) for low, high in ranges))


def _between(score: ColumnElement[int], low: int | None, high: int | None) -> ColumnElement[bool]:
    parts = [score >= low] if low is not None else []
    parts += [score <= high] if high is not None else []
    return and_(*parts) if parts else literal(True)


def _pattern(typed: str) -> str:
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
