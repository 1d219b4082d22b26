"""What a file of leads can hold: the columns that it has of itself, and those one can ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kenbun.kit.errors import Invalid
from kenbun.kit.ids import public
from kenbun.levels.in_force import Levels
from kenbun.mapping.fields import Fields

Read = Callable[[Any, Levels], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`read` takes the value from a row of `export_queries`."""

    name: str
    label: str
    read: Read
    by_default: bool = False


def _plain(attribute: str) -> Read:
    return lambda row, _levels: getattr(row, attribute)


def _field(name: str) -> Read:
    return lambda row, _levels: row.fields.get(name)


def _account_level(row: Any, levels: Levels) -> str | None:
    return None if row.account_score is None else levels.account.level_of(row.account_score)


_OF_THEMSELVES = (
    Column("lead_id", "Lead ID", lambda row, _levels: public("ld", row.lead_id), True),
    Column("email", "Email", _field("email"), True),
    Column("engagement_score", "Engagement score", _plain("engagement_score"), True),
    Column("profile_score", "Profile score", _plain("profile_score"), True),
    Column(
        "engagement_level",
        "Engagement level",
        lambda row, levels: levels.engagement.level_of(row.engagement_score),
        True,
    ),
    Column(
        "profile_level", "Profile level", lambda row, levels: levels.profile.level_of(row.profile_score), True
    ),
    Column("account", "Account", _plain("account"), True),
    Column("owner", "Owner", _plain("owner"), True),
    Column("last_activity_date", "Last activity date", _plain("last_active_at"), True),
    Column("creation_date", "Creation date", _plain("created_at"), True),
)
_MORE = (
    Column("shown_name", "Name as shown", _plain("name")),
    Column("account_score", "Account score", _plain("account_score")),
    Column("account_level", "Account level", _account_level),
    Column("account_domain", "Account domain", _plain("account_domain")),
    Column("owner_email", "Owner's e-mail", _plain("owner_email")),
    Column("previous_score", "Engagement score 30 days ago", _plain("previous_score")),
    Column("event_count", "Number of events", _plain("event_count")),
)
DEFAULT = tuple(column.name for column in _OF_THEMSELVES)


def every_column(fields: Fields) -> list[Column]:
    """Those the file has of itself, more, and each field of leads by its name."""
    known = [*_OF_THEMSELVES, *_MORE]
    taken = {column.name for column in known}
    return known + [
        Column(field.name, field.label, _field(field.name))
        for field in fields.of("lead")
        if field.name not in taken
    ]


def named(names: Sequence[str], fields: Fields) -> list[Column]:
    """In the order asked for; none named: those the file has of itself. Raises Invalid."""
    by_name = {column.name: column for column in every_column(fields)}
    if unknown := [name for name in names if name not in by_name]:
        known = ", ".join(by_name)
        raise Invalid(f"There is no column “{unknown[0][:100]}”; there are: {known}.", field="columns")
    return [by_name[name] for name in dict.fromkeys(names or DEFAULT)]
