"""The numbers of the rule, and what people may write in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt

from kenbun.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Numbers:
    window_days: int = 7
    baseline_days: int = 28
    history_days: int = 14
    min_events: int = 10
    min_leads: int = 2
    min_average: Decimal = Decimal(1)
    start_ratio: Decimal = Decimal(2)
    end_ratio: Decimal = Decimal("1.5")

    @property
    def window(self) -> timedelta:
        return timedelta(days=self.window_days)

    @property
    def baseline(self) -> timedelta:
        return timedelta(days=self.baseline_days)

    @property
    def span(self) -> timedelta:
        """How far back anything counts: what is older changes no ratio."""
        return self.window + self.baseline

    @property
    def history(self) -> timedelta:
        return timedelta(days=self.history_days)

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    def with_changes(self, patch: NumbersPatch) -> Numbers:
        """Raises Invalid where they do not go together."""
        given: dict[str, Any] = patch.model_dump(exclude_none=True)
        exact = {name: _exact(given[name]) for name in _FRACTIONS if name in given}
        changed = replace(self, **given | exact)
        if changed.end_ratio > changed.start_ratio:
            raise Invalid(
                "A surge cannot end at a higher ratio than it begins with: lower this one, or raise start_ratio.",
                field="end_ratio",
            )
        return changed


_FRACTIONS = ("min_average", "start_ratio", "end_ratio")
NAMES = tuple(field.name for field in fields(Numbers))
USUAL = Numbers()
EXAMPLE: dict[str, Any] = {"min_events": 15, "start_ratio": 2.5}

_Fraction = StrictInt | StrictFloat


class NumbersPatch(BaseModel):
    """What is to be changed; what is left out, or null, stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    window_days: Annotated[
        StrictInt | None, Field(ge=1, le=31, description="Activity of so many days is looked at.")
    ] = None
    baseline_days: Annotated[
        StrictInt | None, Field(ge=7, le=112, description="It is compared with so many days before.")
    ] = None
    history_days: Annotated[
        StrictInt | None, Field(ge=0, le=365, description="So long ago must the first activity be.")
    ] = None
    min_events: Annotated[StrictInt | None, Field(ge=1, le=100_000)] = None
    min_leads: Annotated[StrictInt | None, Field(ge=1, le=1_000)] = None
    min_average: Annotated[
        _Fraction | None, Field(ge=0.01, le=100_000, description="The average counts for no less than this.")
    ] = None
    start_ratio: Annotated[
        _Fraction | None, Field(ge=1, le=1_000, description="A surge begins at this many times the average.")
    ] = None
    end_ratio: Annotated[
        _Fraction | None, Field(ge=0, le=1_000, description="It ends under this many times the average.")
    ] = None


def _exact(value: int | float) -> Decimal:
    """To hundredths, as they are stored."""
    return Decimal(str(value)).quantize(Decimal("0.01")).normalize()


def _plain(value: int | Decimal) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
