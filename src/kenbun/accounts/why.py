"""Why an account matters, in a sentence of true numbers: how it fits, whether it surges, who is active, who is ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

from kenbun.database import Connection
from kenbun.kit.ids import public
from kenbun.levels.bands import UNCLASSIFIED
from kenbun.scoring import why_queries
from kenbun.scoring.fit.version_queries import versions_in_force
from kenbun.scoring.why import gives_most, whys


@dataclass(frozen=True, slots=True)
class Phrase:
    """`rule_id` is a rule of the receipt: of *fit* the account's, of *ahead* that of the lead who is."""

    kind: Literal["fit", "surge", "people", "ahead"]
    text: str
    rule_id: str | None = None
    lead_id: str | None = None


class Ahead(NamedTuple):
    """The lead with the highest engagement score."""

    lead_id: UUID
    name: str
    score: int
    event_count: int


class Standing(NamedTuple):
    """What the sentence is made of."""

    account_score: int
    level: str
    leads: int
    active_this_month: int
    active_this_week: int
    # the highest ratio of the surge that goes on
    surge: Decimal | None
    ahead: Ahead | None


async def why(
    connection: Connection, workspace_id: UUID, account_id: UUID, standing: Standing, now: datetime
) -> list[Phrase]:
    """The phrases, in order; nothing to say, no phrase."""
    found = await _fit(connection, workspace_id, account_id, standing)
    if standing.surge is not None:
        found.append(Phrase("surge", f"surging at up to {standing.surge.normalize():f} × its weekly average"))
    if people := _people(standing):
        found.append(Phrase("people", people))
    if standing.ahead:
        found.append(await _ahead(connection, workspace_id, standing.ahead, now))
    return found


async def _fit(
    connection: Connection, workspace_id: UUID, account_id: UUID, standing: Standing
) -> list[Phrase]:
    """Its level, and the rule that gives most."""
    for version in await versions_in_force(connection, workspace_id, "account"):
        if version.is_primary and standing.account_score > 0:
            holding = await why_queries.matching(connection, workspace_id, version, [account_id])
            if best := gives_most(version, holding[account_id]):
                named = "Fits" if standing.level == UNCLASSIFIED else f"{standing.level} account"
                return [Phrase("fit", f"{named}: {best.draft.name}", public("rule", best.rule_id))]
    return []


def _people(standing: Standing) -> str | None:
    """How many are active, in the shorter time in which anybody is."""
    active, days = (
        (standing.active_this_week, 7) if standing.active_this_week else (standing.active_this_month, 30)
    )
    if not active:
        return None
    everybody = f"{active:,} of {standing.leads:,} people"
    return f"{'its only person' if standing.leads == 1 else everybody} active in the last {days} days"


async def _ahead(connection: Connection, workspace_id: UUID, ahead: Ahead, now: datetime) -> Phrase:
    """Who, with how many points, and what that is mostly for."""
    reasons = (await whys(connection, workspace_id, {ahead.lead_id: ahead.event_count}, now))[ahead.lead_id]
    did = [phrase for phrase in reasons if phrase.kind != "fit"]
    points = f"{ahead.name} ahead with {ahead.score:,} point{'s' if ahead.score != 1 else ''}"
    words = f"{points} ({', '.join(_inside(phrase.text) for phrase in did)})" if did else points
    return Phrase("ahead", words, did[0].rule_id if did else None, public("ld", ahead.lead_id))


def _inside(text: str) -> str:
    """Within the sentence: “last one 3 days ago”; a rule's name stays as it is written."""
    return "l" + text[1:] if text.startswith("Last one ") else text
