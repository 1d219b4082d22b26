"""Who owned a lead when. The owner of now stands on the narrow row (`leads.owner_id`)."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table, Text, Uuid

from kenbun.database.tables import metadata, moment, workspace_key

# One row for each time that a lead came to another owner, or to none.
lead_owner_changes = Table(
    "lead_owner_changes",
    metadata,
    workspace_key(),
    Column("change_id", BigInteger, Identity(always=True), primary_key=True),
    Column("lead_id", Uuid, nullable=False),
    Column("from_owner", Uuid),
    Column("to_owner", Uuid),
    moment("changed_at"),
    # the member's name, or what the system did it for
    Column("changed_by", Text, nullable=False),
    Index("ix_lead_owner_changes_lead", "workspace_id", "lead_id", "changed_at"),
)
