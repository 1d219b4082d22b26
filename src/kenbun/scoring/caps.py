"""What caps leave of a batch's hits, judged on what each lead's earlier events have used."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kenbun.scoring.versions import Version


class CappedHit(NamedTuple):
    lead_id: UUID
    event_id: UUID
    happened_at: datetime
    message_id: str
    number: int
    period: int


@dataclass(slots=True)
class CapState:
    """Of each capped rule the last period with a match and the points used in it; and the last match of any."""

    periods: list[int]
    used: list[int]
    until: datetime | None = None


class Granted(NamedTuple):
    """The points that a cap let one event have."""

    lead_id: UUID
    event_id: UUID
    number: int
    points: int
    happened_at: datetime


@dataclass(slots=True)
class Judgement:
    granted: list[Granted] = field(default_factory=list)
    states: dict[UUID, CapState] = field(default_factory=dict)
    # leads with a match at or before one already counted, or in a day that comes back: theirs must be counted
    # again from scratch
    late: set[UUID] = field(default_factory=set)

    def leave_out(self, leads: set[UUID]) -> None:
        """These are made from scratch, for another reason."""
        self.late |= leads
        self.granted = [grant for grant in self.granted if grant.lead_id not in leads]
        self.states = {lead_id: state for lead_id, state in self.states.items() if lead_id not in leads}


def judge(version: Version, hits: Iterable[CappedHit], known: dict[UUID, CapState]) -> Judgement:
    """Grants the earliest hits by time, ties by message id; `known` holds the states of leads that have one."""
    judgement = Judgement()
    of_leads: dict[UUID, list[CappedHit]] = defaultdict(list)
    for hit in hits:
        of_leads[hit.lead_id].append(hit)
    for lead_id, lead_hits in of_leads.items():
        lead_hits.sort(key=lambda hit: (hit.happened_at, hit.message_id, hit.event_id))
        nothing = CapState([0] * len(version.capped), [0] * len(version.capped))
        state = known.get(lead_id, nothing)
        is_late = state.until is not None and lead_hits[0].happened_at <= state.until
        if is_late or _goes_back(version, state, lead_hits):
            judgement.late.add(lead_id)
            continue
        for hit in lead_hits:
            judgement.granted.append(_grant(version, state, hit))
        judgement.states[lead_id] = state
    return judgement


def _goes_back(version: Version, state: CapState, hits: list[CappedHit]) -> bool:
    """Whether a day that was over comes back: in some zones clocks have been put back across midnight."""
    reached = dict(zip(version.capped, state.periods, strict=True))
    for hit in hits:
        if hit.period < reached[hit.number]:
            return True
        reached[hit.number] = hit.period
    return False


def _grant(version: Version, state: CapState, hit: CappedHit) -> Granted:
    draft = version.active[hit.number].draft
    assert draft.cap is not None
    place = version.capped.index(hit.number)
    if state.periods[place] != hit.period:
        state.periods[place], state.used[place] = hit.period, 0
    size = min(abs(draft.points), draft.cap.points - state.used[place])
    state.used[place] += size
    state.until = hit.happened_at
    return Granted(
        hit.lead_id, hit.event_id, hit.number, size if draft.points > 0 else -size, hit.happened_at
    )
