"""What a file of leads can hold: the columns that it has of itself, and those one can ask for."""

from __future__ import annotations

from typing import Any

from kenbun.kit.ids import public
from kenbun.levels.in_force import Levels
from kenbun.mapping.fields import Fields
from kenbun.transfer.exports.column import Column, field, plain, segment_names


def _account_level(row: Any, levels: Levels) -> str | None:
    return None if row.account_score is None else levels.account.level_of(row.account_score)


_OF_THEMSELVES = (
    Column("lead_id", "Lead ID", lambda row, _levels: public("ld", row.lead_id), True),
    Column("email", "Email", field("email"), True),
    Column("engagement_score", "Engagement score", plain("engagement_score"), True),
    Column("profile_score", "Profile score", plain("profile_score"), True),
    Column(
        "engagement_level",
        "Engagement level",
        lambda row, levels: levels.engagement.level_of(row.engagement_score),
        True,
    ),
    Column(
        "profile_level", "Profile level", lambda row, levels: levels.profile.level_of(row.profile_score), True
    ),
    Column("account", "Account", plain("account"), True),
    Column("owner", "Owner", plain("owner"), True),
    Column("last_activity_date", "Last activity date", plain("last_active_at"), True),
    Column("creation_date", "Creation date", plain("created_at"), True),
)
_MORE = (
    Column("shown_name", "Name as shown", plain("name")),
    Column("account_score", "Account score", plain("account_score")),
    Column("account_level", "Account level", _account_level),
    Column("account_domain", "Account domain", plain("account_domain")),
    Column("owner_email", "Owner's e-mail", plain("owner_email")),
    Column("previous_score", "Engagement score 30 days ago", plain("previous_score")),
    Column("event_count", "Number of events", plain("event_count")),
    Column("segments", "Segments", segment_names),
)


def every_column(fields: Fields) -> list[Column]:
    """Those the file has of itself, more, and each field of leads by its name."""
    known = [*_OF_THEMSELVES, *_MORE]
    taken = {column.name for column in known}
    return known + [
        Column(one.name, one.label, field(one.name)) for one in fields.of("lead") if one.name not in taken
    ]
