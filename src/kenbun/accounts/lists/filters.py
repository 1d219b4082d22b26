"""What the list can be filtered and sorted by, as a person asks for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from kenbun.kit.errors import Invalid
from kenbun.lists.people import ME
from kenbun.lists.ranges import LARGEST
from kenbun.lists.segments import MOST

SORTS = (
    "name",
    "account_level",
    "account_score",
    "engagement_score",
    "leads",
    "active_leads",
    "sessions",
    "last_activity_at",
    "owner",
    "industry",
    "surging",
    # of the first segment that the list is of
    "segment_since",
)
FIELD = "metadata."
"""Before the name of any field of accounts to sort by."""
DEFAULT_SORT = "-account_score"
# `today` begins with the day, in the zone of the workspace
RANGES = {
    "today": None,
    "last_7d": timedelta(days=7),
    "last_30d": timedelta(days=30),
    "last_90d": timedelta(days=90),
    "all": None,
}
RANGE_WORDS = {
    "today": "Today",
    "last_7d": "Last 7 Days",
    "last_30d": "Last 30 Days",
    "last_90d": "Last 90 Days",
    "all": "All Time",
}
MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class AccountFilters:
    """Levels are given by name; `sort` is a column, with a minus in front for descending. Of levels and owners any of
    those named will do."""

    DEFAULT_SORT: ClassVar[str] = DEFAULT_SORT
    MANY: ClassVar[Collection[str]] = ("level", "engagement_level", "owner", "segment", "not_segment")
    WHOLE: ClassVar[Collection[str]] = (
        "min_score",
        "max_score",
        "min_engagement_score",
        "max_engagement_score",
        "idle_days",
    )
    TRUTHS: ClassVar[Collection[str]] = ("has_leads", "archived")

    search: str | None = None
    # with activity in this time
    range: str = "all"
    level: Sequence[str] = ()
    min_score: int | None = None
    max_score: int | None = None
    engagement_level: Sequence[str] = ()
    min_engagement_score: int | None = None
    max_engagement_score: int | None = None
    # usr_… of the owners of their leads with the highest score, `me`, or `none` for accounts without one
    owner: Sequence[str] = ()
    has_leads: bool | None = None
    # the archived ones, which lists leave out
    archived: bool = False
    # without activity for so many days, or ever
    idle_days: int | None = None
    # seg_…: in each of them, or with a lead that is; and in none of these
    segment: Sequence[str] = ()
    not_segment: Sequence[str] = ()
    sort: str = DEFAULT_SORT

    def __post_init__(self) -> None:
        by = self.sort.removeprefix("-")
        if by not in SORTS and not by.startswith(FIELD):
            known = ", ".join(SORTS)
            raise Invalid(
                f"Sort by one of {known}, or {FIELD} and a field, with - in front for descending.",
                field="sort",
            )
        if self.range not in RANGES:
            raise Invalid(f"Use one of {', '.join(RANGES)}.", field="range")
        for name in self.WHOLE:
            if abs(getattr(self, name) or 0) > LARGEST:
                raise Invalid("The number is too large.", field=name)
        for name in ("segment", "not_segment"):
            if len(getattr(self, name)) > MOST:
                raise Invalid(f"At most {MOST} of them.", field=name)
        if self.idle_days is not None and not 1 <= self.idle_days <= MOST_DAYS:
            raise Invalid(f"Give a number of days from 1 to {MOST_DAYS:,}.", field="idle_days")

    @property
    def narrows(self) -> bool:
        """Whether any can be left out."""
        return replace(self, sort=DEFAULT_SORT) != AccountFilters()

    @property
    def is_personal(self) -> bool:
        """Whether what is found hangs on who asks."""
        return ME in self.owner
