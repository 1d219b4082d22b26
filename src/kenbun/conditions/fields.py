"""The fields a condition can look at, and which of them a given place allows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal, Self, get_args

from kenbun.conditions.errors import ConditionError
from kenbun.conditions.values import check_text

Source = Literal["metadata", "lead", "account", "score"]
SOURCES: tuple[Source, ...] = get_args(Source)

# A metadata path becomes a chain of look-ups in SQL; no real metadata is nested deeper.
MAX_STEPS = 20

STANDARD_LEAD_FIELDS = (
    "name",
    "first_name",
    "last_name",
    "email",
    "phone",
    "title",
    "seniority",
    "department",
    "company",
    "industry",
    "company_size",
    "country",
    "city",
    "lifecycle_stage",
)
STANDARD_ACCOUNT_FIELDS = (
    "name",
    "domain",
    "industry",
    "company_size",
    "employees",
    "revenue",
    "country",
    "plan",
    "account_status",
)


@dataclass(frozen=True, slots=True)
class Field:
    """`metadata.<path>`, `lead.<field>`, `account.<field>` or `score.<dimension>`.

    A metadata path names a key, dots included, or else the way through nested objects, one step per dot.
    """

    source: Source
    path: str

    def __post_init__(self) -> None:
        check_text(self.path, at="field")
        if self.path.count(".") >= MAX_STEPS:
            raise ConditionError("field", f"The path has more than {MAX_STEPS} steps; name a shorter one.")

    @classmethod
    def named(cls, name: str) -> Self:
        check_text(name, at="field")
        head, _, path = name.partition(".")
        for source in SOURCES:
            if head == source and path:
                return cls(source, path)
        raise ConditionError(
            "field",
            f"There is no field “{name[:100]}”; write metadata.<path>, lead.<field> or account.<field>.",
        )

    def __str__(self) -> str:
        return f"{self.source}.{self.path}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What conditions in one place may look at; `place` is that place's name in error messages."""

    place: str
    metadata: bool
    lead: frozenset[str]
    account: frozenset[str]
    # the dimensions whose scores it may compare, and whether it may count what a lead has done
    score: frozenset[str] = frozenset()
    counts: bool = False
    # the leaves beside those that compare fields, by the key that tells them: did, level, member_of, …
    short: frozenset[str] = frozenset()
    # whether it may ask for one event after another
    sequences: bool = False
    # what these may name, by kind (segment, member, role, level.engagement, …): from a spelling without case to the id,
    # or the name, that is kept; of a kind that is left out, anything
    names: Mapping[str, Mapping[str, str]] = attribute(default_factory=dict)
    # what was saved once is read again, though a field that it names may be gone
    any_field: bool = False

    @classmethod
    def all(cls, place: str, *, lead: Iterable[str] = (), account: Iterable[str] = ()) -> Self:
        """Metadata, the standard fields, and the custom ones given."""
        return cls(
            place,
            True,
            frozenset({*STANDARD_LEAD_FIELDS, *lead}),
            frozenset({*STANDARD_ACCOUNT_FIELDS, *account}),
        )

    def check(self, field: Field) -> None:
        if field.source == "metadata":
            if not self.metadata:
                raise ConditionError(
                    "field", f"{self.place} may not look at an event's metadata{self._remedy}."
                )
            return
        known: frozenset[str] = getattr(self, field.source)
        if field.path in known or self.any_field:
            return
        if self.metadata and not self.lead and not self.account:
            raise ConditionError(
                "field", f"{self.place} may only look at the event's metadata: write metadata.<path>."
            )
        names = ", ".join(sorted(known)) or "none"
        raise ConditionError(
            "field", f"There is no {field.source} field “{field.path[:100]}”; there are: {names}."
        )

    @property
    def _remedy(self) -> str:
        return ": ask for it in the where of did" if "did" in self.short else ""

    def named(self, kind: str, spelled: object, *, at: str) -> str:
        """What is kept for a name of this kind. Raises ConditionError where there is none of it."""
        if not isinstance(spelled, str) or not spelled.strip():
            raise ConditionError(at, f"Name a {kind.partition('.')[0]}.")
        check_text(spelled, at=at)
        known = self.names.get(kind)
        if known is None:
            return spelled
        if found := known.get(spelled.strip().casefold()):
            return found
        there = ", ".join(sorted(set(known.values()))[:20]) or "none"
        raise ConditionError(
            at, f"There is no {kind.partition('.')[0]} “{spelled[:100]}”; there are: {there}."
        )


SCORING_RULES = Allowed("Scoring rules", metadata=True, lead=frozenset(), account=frozenset())
