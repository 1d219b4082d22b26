from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# Links from one lead or account to another, each between two that were shown at that time; one that was undone stays as
# history.
merges = Table(
    "merges",
    metadata,
    workspace_key(),
    Column("merge_id", Uuid, primary_key=True),
    # lead or account
    Column("subject", Text, nullable=False, server_default="lead"),
    Column("source_id", Uuid, nullable=False),
    Column("target_id", Uuid, nullable=False),
    moment("merged_at"),
    Column("merged_by", Text, nullable=False),
    # hand, or anonymous: a visitor known by cookies alone turned out to be somebody
    Column("reason", Text, nullable=False),
    # what came with the source
    Column("events", Integer, nullable=False),
    Column("aliases", Integer, nullable=False),
    Column("sessions", Integer, nullable=False),
    # of accounts
    Column("leads", Integer, nullable=False, server_default="0"),
    # where people had to choose: the account, and by field {"lead_id" or "account_id", "value"}
    Column("account_id", Uuid),
    Column("fields", JSONB, nullable=False, server_default="{}"),
    # the source's row of `leads` or `accounts` as it was; none where it never had one
    Column("kept", JSONB(none_as_null=True)),
    moment("undone_at", nullable=True),
    Column("undone_by", Text),
    CheckConstraint("subject IN ('lead', 'account')", name="subject"),
    CheckConstraint("reason IN ('hand', 'anonymous')", name="reason"),
    Index("ix_merges_source", "workspace_id", "source_id"),
    Index("ix_merges_target", "workspace_id", "target_id"),
)
