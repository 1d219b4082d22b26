from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Table, Text, Uuid
from sqlalchemy.schema import SchemaItem

from kenbun.database.tables import metadata, moment, workspace_key


def _entry() -> list[SchemaItem]:
    """What a member says of a lead on the list."""
    return [
        Column("user_id", Uuid, primary_key=True),
        # what the member expects of the lead, in a line, and why it is watched
        Column("prediction", Text),
        Column("note", Text),
        # tell the member when the engagement score reaches this, or the level of this name
        Column("alert_score", BigInteger),
        Column("alert_level", Text),
        moment("watched_at"),
        # when the member was last told that the lead is active
        moment("told_at", nullable=True),
        ForeignKeyConstraint(
            ["workspace_id", "user_id"], ["members.workspace_id", "members.user_id"], ondelete="CASCADE"
        ),
    ]


# A lead on the list of a member. By lead first, as batches ask whether anybody watches these.
watches = Table(
    "watches",
    metadata,
    workspace_key(),
    Column("lead_id", Uuid, primary_key=True),
    # the lead that it was said of, where that is merged into this one
    Column("own_lead_id", Uuid),
    *_entry(),
    Index("ix_watches_user", "workspace_id", "user_id", "watched_at"),
)

# What members have said of leads that are merged into others which they watch as well: out of sight meanwhile.
merged_watches = Table(
    "merged_watches",
    metadata,
    workspace_key(),
    # the own lead
    Column("lead_id", Uuid, primary_key=True),
    *_entry(),
)
