"""What the list can be filtered and sorted by, as a person asks for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from kenbun.kit.errors import Invalid
from kenbun.lists.people import ME
from kenbun.lists.ranges import LARGEST

SORTS = (
    "engagement_score",
    "profile_score",
    "account_score",
    "previous_score",
    "last_active_at",
    "event_count",
    "name",
    "email",
    "created_at",
    "title",
    "company",
    "account",
    "owner",
    # of the first segment that the list is of
    "segment_since",
)
DEFAULT_SORT = "-engagement_score"
LAST_ACTIVE = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "older_30d": timedelta(days=30),
}
ACTIVITY_WORDS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days", "older_30d": "30+ days ago"}
_MOST_CONDITIONS = 20
UNRESOLVED_WORDS = {
    "open": "any reason",
    "free_mail": "free mail",
    "disposable": "throw-away address",
    "no_email": "no e-mail",
    "dismissed": "dismissed",
}
"""Why leads have none; `open` is any of the reasons, of those that nobody has dismissed."""


@dataclass(frozen=True, slots=True)
class LeadFilters:
    """Levels are given by name; `sort` is a column, with a minus in front for descending.

    Of levels, owners and accounts any of those named will do; conditions, event types and segments must all be met.
    """

    DEFAULT_SORT: ClassVar[str] = DEFAULT_SORT
    MANY: ClassVar[Collection[str]] = (
        "level",
        "profile_level",
        "account_level",
        "owner",
        "account_id",
        "where",
        "event_type",
        "unresolved",
        "segment",
        "not_segment",
    )
    WHOLE: ClassVar[Collection[str]] = (
        "min_score",
        "max_score",
        "min_profile_score",
        "max_profile_score",
        "min_account_score",
        "max_account_score",
    )
    TRUTHS: ClassVar[Collection[str]] = ("watched", "archived")

    search: str | None = None
    level: Sequence[str] = ()
    min_score: int | None = None
    max_score: int | None = None
    profile_level: Sequence[str] = ()
    min_profile_score: int | None = None
    max_profile_score: int | None = None
    account_level: Sequence[str] = ()
    min_account_score: int | None = None
    max_account_score: int | None = None
    last_active: str | None = None
    # those on the watch list of the member who asks
    watched: bool = False
    # usr_… of members, `me`, or `none` for leads without one
    owner: Sequence[str] = ()
    # acct_…
    account_id: Sequence[str] = ()
    # a field, an operator and a value: see where.py
    where: Sequence[str] = ()
    # what the lead has done at some time, by the type's name
    event_type: Sequence[str] = ()
    # without an account for one of these reasons, or dismissed as such: see UNRESOLVED_WORDS
    unresolved: Sequence[str] = ()
    # those of archived accounts, whom lists leave out
    archived: bool = False
    # seg_…: in each of them, or whose account is; and in none of these
    segment: Sequence[str] = ()
    not_segment: Sequence[str] = ()
    sort: str = DEFAULT_SORT

    def __post_init__(self) -> None:
        if self.sort.removeprefix("-") not in SORTS:
            raise Invalid(f"Sort by one of {', '.join(SORTS)}, with - in front for descending.", field="sort")
        if self.last_active is not None and self.last_active not in LAST_ACTIVE:
            raise Invalid(f"Use one of {', '.join(LAST_ACTIVE)}.", field="last_active")
        if not UNRESOLVED_WORDS.keys() >= set(self.unresolved):
            raise Invalid(f"Use some of {', '.join(UNRESOLVED_WORDS)}.", field="unresolved")
        for name in self.WHOLE:
            if abs(getattr(self, name) or 0) > LARGEST:
                raise Invalid("The number is too large.", field=name)
        for name in ("where", "event_type", "segment", "not_segment"):
            if len(getattr(self, name)) > _MOST_CONDITIONS:
                raise Invalid(f"At most {_MOST_CONDITIONS} of them.", field=name)

    @property
    def narrows(self) -> bool:
        """Whether anyone can be left out."""
        return replace(self, sort=DEFAULT_SORT) != LeadFilters()

    @property
    def is_personal(self) -> bool:
        """Whether what is found hangs on who asks."""
        return self.watched or ME in self.owner
