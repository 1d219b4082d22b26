"""Which leads, or accounts, an act is about: those that were ticked, or all that the filters find.

The latter stay filters to the end, so that a million weigh no more than one, and a job that goes on after a restart
finds its way by the last one it was done with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self
from uuid import UUID

from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse, public
from kenbun.lists import url
from kenbun.lists.url import F

MOST_TICKED = 10_000
"""As many as a list is deep."""


@dataclass(frozen=True, slots=True)
class Selection(Generic[F]):
    """Either ids, or filters. `NOUN` is what it is of, `PREFIX` how ids of these begin."""

    NOUN: ClassVar[str]
    PREFIX: ClassVar[str]
    FILTERS: ClassVar[type[Any]]

    ids: tuple[UUID, ...] = ()
    filters: F | None = None
    # who selected them: whose watch list counts, and who `me` is
    member_id: UUID | None = None

    @classmethod
    def read(cls, ids: Sequence[str], query: str | None, member_id: UUID | None = None) -> Self:
        """Ids of those that are ticked, or `query`, the filters of the whole list ("" for all).

        Raises Invalid naming the field."""
        if query is not None:
            return cls(filters=url.read_query(cls.FILTERS, query), member_id=member_id)
        field = cls.field()
        if not ids:
            raise Invalid(f"Select at least one {cls.NOUN}.", field=field)
        if len(ids) > MOST_TICKED:
            words = f"At most {MOST_TICKED:,} {cls.NOUN}s by their ids; select all by a filter."
            raise Invalid(words, field=field)
        return cls(tuple(dict.fromkeys(cls._id(text) for text in ids)))

    @classmethod
    def of_form(cls, form: Mapping[str, object], member_id: UUID | None) -> Self:
        """As the list's page sends it: ids with commas between them, or `query`."""
        field = cls.field()
        given = {name: value for name in (field, "query") if isinstance(value := form.get(name), str)}
        ids = [text for text in given.get(field, "").split(",") if text]
        return cls.read(ids, given.get("query"), member_id)

    def given(self) -> tuple[str, str]:
        """The field by which a form says the same again."""
        document = self.document()
        if self.filters is not None:
            return "query", document["query"]
        return self.field(), ",".join(document[self.field()])

    def document(self) -> dict[str, Any]:
        """As JSON, for the row of a job."""
        if self.filters is not None:
            member = public("usr", self.member_id) if self.member_id else None
            return {"query": url.written(self.filters), "member": member}
        return {self.field(): [public(self.PREFIX, one) for one in self.ids]}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        member = parse("usr", document.get("member") or "")
        return cls.read(document.get(cls.field(), ()), document.get("query"), member)

    @classmethod
    def field(cls) -> str:
        """What its ids are called."""
        return f"{cls.NOUN}_ids"

    @classmethod
    def _id(cls, text: str) -> UUID:
        found = parse(cls.PREFIX, text)
        if found is None:
            raise Invalid(f"“{text[:100]}” is not the id of {_a(cls.NOUN)}.", field=cls.field())
        return found


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
