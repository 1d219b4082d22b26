"""A batch: calls of one workspace in order of receipt, going through the stages of the pipeline together."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.access.workspaces import Workspace
from kenbun.batch.part import Part
from kenbun.batch.standing import Standing, Stood

Alias = tuple[str, str]
"""Kind and value, normalised."""


FRESH = timedelta(days=1)
"""What happened longer ago is no news: it moves scores and people in silence."""

_UNDECIDED = UUID(int=0)


class Stated(NamedTuple):
    """What a call says outright of its lead, or of its lead's account: a field, and a value that fits it."""

    subject: str
    field: str
    value: Any
    origin: str


@dataclass(slots=True)
class Call:
    """One accepted call. Its metadata stays in the database, where conditions and mappings read it."""

    event_id: UUID
    kind: str
    event_type: str | None
    message_id: str
    happened_at: datetime
    given_lead: UUID | None
    aliases: list[Alias]
    account_key: str | None
    account_name: str | None
    channel: str | None
    traits: dict[str, Any] | None
    stated: list[Stated] = field(default_factory=list)
    # moves scores, and nobody is told
    silent: bool = False
    # filled on the way: who did it, and the lead in which that one is shown after the batch
    own_lead_id: UUID = _UNDECIDED
    lead_id: UUID = _UNDECIDED
    type_id: int = 0
    # the own account it speaks of: the one it names, else its lead's at that moment
    account_id: UUID | None = None
    # the filters that suppress it, each with the reason
    verdicts: list[tuple[UUID, str]] = field(default_factory=list)

    @property
    def order(self) -> tuple[datetime, str]:
        """Event time, ties by message id: the order in which things happened."""
        return (self.happened_at, self.message_id)

    @property
    def is_event(self) -> bool:
        return self.kind == "event"

    @property
    def is_activity(self) -> bool:
        return self.kind == "event" and self.channel != "system" and not self.verdicts

    @property
    def suppressed(self) -> str | None:
        """Why it scores nothing; of several reasons the last by name."""
        return max((reason for _, reason in self.verdicts), default=None)

    @property
    def known_lead(self) -> UUID | None:
        return None if self.lead_id == _UNDECIDED else self.lead_id

    @property
    def merged_lead(self) -> UUID | None:
        """Who did it, where that lead is shown in another."""
        return None if self.own_lead_id == self.lead_id else self.own_lead_id


@dataclass(frozen=True, slots=True)
class Joined:
    """A visitor known by cookies alone turned out, by the call, to be somebody: one root is merged into another."""

    source_id: UUID
    target_id: UUID
    call: Call


@dataclass(slots=True)
class Batch:
    workspace: Workspace
    # the tick of the transaction
    now: datetime
    calls: list[Call]
    # what stands with the changes of levels that follow: event or import
    cause: str = "event"
    events: list[Call] = field(init=False)
    # where the leads of the batch stand; loaded once, changed on the way, saved once
    standings: dict[UUID, Standing] = field(default_factory=dict)
    scores_before: dict[UUID, int] = field(default_factory=dict)
    stood_before: dict[UUID, Stood] = field(default_factory=dict)
    new_leads: dict[UUID, Call] = field(default_factory=dict)
    # merges that the batch brings, in order; and of all merged groups that it touches each lead on its own
    joined: list[Joined] = field(default_factory=list)
    parts: dict[UUID, Part] = field(default_factory=dict)
    # where those stood that are merged into others
    gone: dict[UUID, Standing] = field(default_factory=dict)
    # suppressed events whose aliases are unknown: they make no lead, and go no further than the record
    strays: list[Call] = field(default_factory=list)
    # leads of whose stored events some have been suppressed or freed, or came with a merge: counts, sessions, states
    # and conversions are made anew
    changed_leads: set[UUID] = field(default_factory=set)
    # whose account, or reason to have none, may have changed
    attributed_leads: set[UUID] = field(default_factory=set)
    # the alias, and the call that brought it
    new_aliases: list[tuple[Alias, Call]] = field(default_factory=list)
    # own accounts that the batch speaks of, each with the root that it is shown in (itself, if it is not merged)
    account_roots: dict[UUID, UUID] = field(default_factory=dict)
    # accounts whose fields changed
    touched_accounts: set[UUID] = field(default_factory=set)
    # leads whose fields or aliases changed
    touched_profiles: set[UUID] = field(default_factory=set)
    # by lead or account, what calls had said about each field for which the batch has another value now (mapping.held);
    # None: nothing
    values_before: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.events = [call for call in self.calls if call.is_event]

    def lose(self, strays: list[Call]) -> None:
        """Takes these calls out of all stages that ask who did it."""
        self.strays = strays
        gone = {call.event_id for call in strays}
        self.calls = [call for call in self.calls if call.event_id not in gone]
        self.events = [call for call in self.events if call.event_id not in gone]

    @property
    def workspace_id(self) -> UUID:
        return self.workspace.workspace_id

    @property
    def accounts_before(self) -> dict[UUID, UUID | None]:
        """Of each lead that was there."""
        return {lead_id: stood.account_id for lead_id, stood in self.stood_before.items()}

    def held(self, call: Call) -> str | None:
        """Why nothing is to be set off by this call; None where it has just happened."""
        if call.silent:
            return "import"
        return "late" if call.happened_at <= self.now - FRESH else None

    def held_leads(self) -> dict[UUID, str]:
        """Those to whom nothing has just happened, with the reason that their last call gives."""
        found: dict[UUID, str | None] = {}
        for call in self.calls:
            if call.lead_id not in found or found[call.lead_id] is not None:
                found[call.lead_id] = self.held(call)
        return {lead_id: why for lead_id, why in found.items() if why is not None}

    def held_accounts(self) -> dict[UUID, str]:
        """Likewise, of the accounts that the calls speak of and those that their leads are in."""
        found: dict[UUID, str | None] = {}
        for call in self.calls:
            standing = self.standings.get(call.lead_id)
            said = call.account_id and self.account_roots.get(call.account_id, call.account_id)
            for account_id in {said, standing and standing.account_id}:
                if account_id and (account_id not in found or found[account_id] is not None):
                    found[account_id] = self.held(call)
        return {account_id: why for account_id, why in found.items() if why is not None}

    @property
    def lead_ids(self) -> list[UUID]:
        return list({call.lead_id: None for call in self.calls})
