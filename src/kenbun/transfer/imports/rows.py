"""A row of a file as a call: who it is, and what it says; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kenbun.batch import Call
from kenbun.batch.batch import Stated
from kenbun.events.accept.aliases import normalise
from kenbun.kit.cells import uncell
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import new_id, parse
from kenbun.mapping.fields import FieldKind, Fields
from kenbun.mapping.reading import read
from kenbun.mapping.under import IMPORT
from kenbun.transfer.imports.plan import LEAD_ID, Plan, find_field

_FITS = {
    "text": "a text of at most 1,000 characters",
    "number": "a number",
    "boolean": "yes or no",
    "date": "a date, as 2026-01-31",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`column` is None where it is the row as a whole."""

    column: str | None
    reason: str


@dataclass(slots=True)
class Row:
    """Without a call it is left out; with one, `faults` are of values that were left out."""

    number: int
    cells: Sequence[str]
    call: Call | None = None
    faults: list[Fault] = field(default_factory=list)


class Reader:
    """Reads the rows of one job."""

    def __init__(
        self, plan: Plan, headers: Sequence[str], fields: Fields, job_id: UUID, at: datetime
    ) -> None:
        place = {header: number for number, header in enumerate(headers)}
        self._width = len(headers)
        self._identifier = (plan.column, place[plan.column], plan.kind)
        self._aliases = [(column, place[column], kind) for column, kind in plan.aliases.items()]
        self._fields = [
            (column, place[column], find_field(fields, name)) for column, name in plan.fields.items()
        ]
        self._prefix = message_prefix(job_id)
        self._at = at

    def read(self, number: int, cells: Sequence[str]) -> Row:
        row = Row(number, cells)
        if any(cell.strip() for cell in cells[self._width :]):
            row.faults.append(Fault(None, f"It has more cells than there are headings ({self._width})."))
            return row
        call = self._call(row)
        if call is None:
            return row
        for column, place, kind in self._aliases:
            if text := _cell(cells, place):
                self._add_alias(row, call, column, kind, text)
        for column, place, of in self._fields:
            if text := _cell(cells, place):
                self._add_value(row, call, column, of, text)
        row.call = call
        return row

    def _call(self, row: Row) -> Call | None:
        column, place, kind = self._identifier
        text = _cell(row.cells, place)
        if not text:
            row.faults.append(Fault(column, "Nothing tells who it is: the cell is empty."))
            return None
        call = Call(
            event_id=new_id(),
            kind="identify",
            event_type=None,
            # of two rows about one lead the later stands
            message_id=f"{self._prefix}{row.number:07}",
            happened_at=self._at,
            given_lead=None,
            aliases=[],
            account_key=None,
            account_name=None,
            channel=None,
            traits=None,
            silent=True,
        )
        if kind != LEAD_ID:
            self._add_alias(row, call, column, kind, text)
            return call if call.aliases else None
        call.given_lead = parse("ld", text)
        if call.given_lead is None:
            row.faults.append(Fault(column, "Not the id of a lead."))
            return None
        return call

    @staticmethod
    def _add_alias(row: Row, call: Call, column: str, kind: str, text: str) -> None:
        try:
            alias = normalise(kind, text, column, column)
        except Invalid as problem:
            row.faults.append(Fault(column, problem.detail))
            return
        if alias not in call.aliases:
            call.aliases.append(alias)

    @staticmethod
    def _add_value(row: Row, call: Call, column: str, of: FieldKind, text: str) -> None:
        value = read(of.type, text)
        if value is None:
            row.faults.append(Fault(column, f"Does not fit {of.label}: give {_FITS[of.type]}."))
            return
        call.stated.append(Stated(of.subject, of.name, value, "import"))


def message_prefix(job_id: UUID) -> str:
    """What the message ids of a job's values begin with."""
    return f"{IMPORT}{job_id.hex}:"


def _cell(cells: Sequence[str], place: int) -> str:
    return uncell(cells[place].strip()) if place < len(cells) else ""
