"""What a file of accounts can hold: the columns that it has of itself, and those one can ask for."""

from __future__ import annotations

from typing import Any

from kenbun.kit.ids import public
from kenbun.levels.in_force import Levels
from kenbun.mapping.fields import Fields
from kenbun.transfer.exports.column import Column, field, plain, segment_names


def _engagement_level(row: Any, levels: Levels) -> str | None:
    bands = levels.account_engagement
    return bands.level_of(row.engagement_score) if bands.bands else None


_OF_THEMSELVES = (
    Column("name", "Name", plain("name"), True),
    Column("domain", "Domain", plain("domain"), True),
    Column("account_id", "Account ID", lambda row, _levels: public("acct", row.account_id), True),
    Column("account_score", "Account score", plain("account_score"), True),
    Column(
        "account_level", "Account level", lambda row, levels: levels.account.level_of(row.account_score), True
    ),
    Column("engagement_score", "Engagement score", plain("engagement_score"), True),
    Column("leads", "Leads", plain("lead_count"), True),
    Column("active_leads", "Active leads", plain("active_leads"), True),
    Column("sessions", "Sessions", plain("session_count"), True),
    Column("owner", "Owner", plain("owner"), True),
    Column("last_activity_date", "Last activity date", plain("last_active_at"), True),
    Column("creation_date", "Creation date", plain("created_at"), True),
)
_MORE = (
    Column("engagement_level", "Engagement level", _engagement_level),
    Column("owner_email", "Owner's e-mail", plain("owner_email")),
    Column("domains", "All domains", lambda row, _levels: " ".join(row.domains or ())),
    Column("external_ids", "All ids that events carry", lambda row, _levels: " ".join(row.keys or ())),
    Column("surging", "Surging", plain("surging")),
    Column("segments", "Segments", segment_names),
    Column("archived_date", "Archived", plain("archived_at")),
)


def every_column(fields: Fields) -> list[Column]:
    """Those the file has of itself, more, and each field of accounts by its name."""
    known = [*_OF_THEMSELVES, *_MORE]
    taken = {column.name for column in known}
    return known + [
        Column(one.name, one.label, field(one.name)) for one in fields.of("account") if one.name not in taken
    ]
