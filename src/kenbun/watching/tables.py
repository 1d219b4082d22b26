from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Table, Text, Uuid

from kenbun.database.tables import metadata, moment, workspace_key

# A lead on the list of a member. By lead first, as batches ask whether anybody watches these.
watches = Table(
    "watches",
    metadata,
    workspace_key(),
    Column("lead_id", Uuid, primary_key=True),
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
    Index("ix_watches_user", "workspace_id", "user_id", "watched_at"),
)
