"""Which of several values a field has in the end, and what that changes."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, LEADS
from kenbun.mapping import queries
from kenbun.mapping.assertions import Assertion
from kenbun.mapping.held import Held, Whose
from kenbun.mapping.under import is_under, keep_under


@dataclass(slots=True)
class Touched:
    """Whose fields changed, their roots; and of each field that holds another value now, what it held
    before, None: nothing."""

    leads: set[UUID] = field(default_factory=set)
    accounts: set[UUID] = field(default_factory=set)
    before: dict[Whose, dict[str, Held | None]] = field(default_factory=dict)

    def add(self, subject: str, subject_id: UUID) -> None:
        (self.leads if subject == "lead" else self.accounts).add(subject_id)


async def settle(
    connection: Connection,
    workspace_id: UUID,
    assertions: Iterable[Assertion],
    now: datetime,
    made: Container[UUID] = (),
) -> Touched:
    """Keeps the values that stand in the end, with a row for each field that shows another. The caller holds the tick.

    `made` are leads of whom nothing is held yet. Names, field lists and search text are the caller's to bring up to
    date (`queries.refresh_…`).
    """
    asserted = _by_field(assertions)
    known = {whose: fields for whose, fields in asserted.items() if whose[1] not in made}
    held = await queries.held_values(connection, workspace_id, known)
    standing: list[Assertion] = []
    changed: list[Assertion] = []
    late: list[Assertion] = []
    before: dict[Whose, dict[str, Held | None]] = {}
    for whose, fields in asserted.items():
        had = held.of(whose)
        replaced = {}
        for name, rivals in fields.items():
            was = had.get(name)
            if best := best_of(rivals, was):
                standing.append(best)
                replaced[name] = was
                if changes(best, was):
                    changed.append(best)
            elif under := best_of([one for one in rivals if is_under(one, was)], None):
                late.append(under)
        if replaced:
            before[whose] = replaced
    await keep_under(connection, workspace_id, late, held)
    touched = await keep(connection, workspace_id, standing, changed, now)
    touched.before = before
    return touched


def _by_field(assertions: Iterable[Assertion]) -> dict[Whose, dict[str, list[Assertion]]]:
    """Those of one come one after another: an id is looked at once, as hashing it takes its time."""
    found: dict[Whose, dict[str, list[Assertion]]] = defaultdict(lambda: defaultdict(list))
    for whose, some in groupby(assertions, attrgetter("subject", "subject_id")):
        fields = found[whose]
        for one in some:
            fields[one.field].append(one)
    return found


async def keep(
    connection: Connection,
    workspace_id: UUID,
    standing: list[Assertion],
    changed: list[Assertion],
    now: datetime,
) -> Touched:
    """`standing` take the place of what was held; `changed` are those of them that then are shown."""
    await queries.hold_values(connection, workspace_id, standing, changed, now)
    return await touched_by(connection, workspace_id, standing, changed)


async def touched_by(
    connection: Connection, workspace_id: UUID, standing: Iterable[Assertion], changed: Iterable[Assertion]
) -> Touched:
    """Who shows what changed. What stands of one that is merged may show in its root, whatever itself would show."""
    own, others = _of(changed), _of(standing)
    leads = await LEADS.roots_of(connection, workspace_id, own.leads | others.leads)
    accounts = await ACCOUNTS.roots_of(connection, workspace_id, own.accounts | others.accounts)
    return Touched(
        (own.leads - leads.keys()) | set(leads.values()),
        (own.accounts - accounts.keys()) | set(accounts.values()),
    )


def _of(assertions: Iterable[Assertion]) -> Touched:
    """Whom they are of. Those of one come one after another: an id is looked at once, as hashing it takes its time."""
    found, last = Touched(), None
    for one in assertions:
        if one.subject_id is not last:
            found.add(one.subject, one.subject_id)
            last = one.subject_id
    return found


def best_of(rivals: Iterable[Assertion], before: Held | None) -> Assertion | None:
    """The one that stands in the end, None where what was held before does. Of equal ones the first."""
    best: Assertion | Held | None = before
    for assertion in rivals:
        if best is None or assertion.stands_over(best):
            best = assertion
    return best if isinstance(best, Assertion) else None


def changes(best: Assertion, before: Held | None) -> bool:
    """Whether the field then shows another value: not where one set by hand is shown."""
    if before is None:
        return best.value is not None
    return not before.by_hand and best.value != before.value
