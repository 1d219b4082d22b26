"""A trigger that is being built: what it says, or what is wrong with it where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from pydantic import ValidationError

from kenbun.database import Connection
from kenbun.kit.errors import Problem
from kenbun.segments.builder.forms import errors_of
from kenbun.triggers.builder.forms import Form, draft_of
from kenbun.triggers.check import checked_conditions, checked_kind
from kenbun.triggers.definitions import Definition
from kenbun.triggers.drafts import TriggerDraft
from kenbun.triggers.edit import drafted

_LABELS = {
    "threshold": "Points",
    "count": "Times",
    "within_seconds": "Within",
    "cooldown_seconds": "At most once in",
    "event_type": "Type of event",
    "steps": "Events",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What it waits for, as it would be kept; its name and outputs may still be anything. `errors` by their paths."""

    draft: TriggerDraft | None = None
    definition: Definition | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> str | None:
        """The first thing that is wrong, as one sentence."""
        if not self.errors:
            return None
        path, message = next(iter(self.errors.items()))
        label = _LABELS.get(path.split("[")[0])
        return f"{label}: {message}" if label else message


async def tried(connection: Connection, workspace_id: UUID, form: Form) -> Tried:
    try:
        draft = draft_of(form)
        given = drafted(draft)
        place = (connection, workspace_id)
        of_kind = await checked_kind(*place, draft.kind, draft.subject, given.of_kind)
        conditions = await checked_conditions(*place, draft.subject, given.conditions)
    except (ValidationError, Problem) as error:
        return Tried(errors=errors_of(error))
    return Tried(draft, replace(given, of_kind=of_kind, conditions=conditions))
