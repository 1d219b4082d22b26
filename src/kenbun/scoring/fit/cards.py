"""Receipts of profile and account scores as people read them: one line for each rule that matched."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.roots_queries import root_at
from kenbun.levels.in_force import levels_in_force
from kenbun.scoring.fit import receipt_queries
from kenbun.scoring.fit.receipt import FitScore, Unmatched, explain_fit
from kenbun.scoring.grouped import Card, Group
from kenbun.scoring.receipt import Line


@dataclass(frozen=True, slots=True)
class FitCard(Card):
    """`unmatched` are the rules that gave nothing, the heaviest first."""

    unmatched: list[Unmatched]


async def fit_cards_of(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime
) -> list[FitCard]:
    """The lead's profile scores, and the account scores of its account, at `at` with what was known then."""
    lead_id = await root_at(connection, workspace_id, lead_id, at)
    scores = await explain_fit(connection, workspace_id, "profile", lead_id, at)
    account_id = await receipt_queries.account_of(connection, workspace_id, lead_id, at, "then")
    if account_id is not None:
        scores += await explain_fit(connection, workspace_id, "account", account_id, at)
    return await _cards(connection, workspace_id, scores, at)


async def account_cards_of(
    connection: Connection, workspace_id: UUID, account_id: UUID, at: datetime
) -> list[FitCard]:
    """The account's own scores, likewise."""
    scores = await explain_fit(connection, workspace_id, "account", account_id, at)
    return await _cards(connection, workspace_id, scores, at)


async def _cards(
    connection: Connection, workspace_id: UUID, scores: list[FitScore], at: datetime
) -> list[FitCard]:
    levels = await levels_in_force(connection, workspace_id, at)
    cards = []
    for score in scores:
        bands = getattr(levels, score.dimension) if score.ruleset.primary else None
        unmatched = sorted(score.unmatched, key=lambda one: -abs(Decimal(one.points)))
        cards.append(
            FitCard(score.dimension, score.ruleset, score.score, _groups(score), bands, unmatched=unmatched)
        )
    return cards


def _groups(score: FitScore) -> list[Group]:
    return sorted(map(_group, score.lines), key=lambda group: (group.kind == "floor", -group.value))


def _group(line: Line) -> Group:
    title, words = (line.rule.name, line.words) if line.rule else ("Floor", "a score never goes below 0")
    value = Decimal(line.value)
    key = line.rule.id if line.rule else "floor"
    return Group(key, line.kind, title, words, line.at, count=1, points=value, value=value)


def clicked_first(cards: list[Card], dimension: str) -> list[Card]:
    """The cards in their order, but those of one dimension before the others."""
    return sorted(cards, key=lambda card: card.dimension != dimension)
