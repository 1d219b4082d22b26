"""Aliases, and the pairs of leads or accounts that look like one."""

from sqlalchemy import Column, Index, Table, Text, Uuid

from kenbun.database.tables import metadata, moment, workspace_key

lead_aliases = Table(
    "lead_aliases",
    metadata,
    workspace_key(references=False),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("lead_id", Uuid, nullable=False),
    moment("created_at"),
    # the event that brought it
    Column("event_id", Uuid),
    Index("ix_lead_aliases_lead", "workspace_id", "lead_id"),
)

# `one_id` is the older of the two.
suggested_duplicates = Table(
    "suggested_duplicates",
    metadata,
    workspace_key(),
    Column("subject", Text, primary_key=True),
    Column("one_id", Uuid, primary_key=True),
    Column("other_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False),
    moment("suggested_at"),
    Index("ix_suggested_duplicates_other", "workspace_id", "subject", "other_id"),
)
