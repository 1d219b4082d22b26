from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# Events being deleted: the row is the job (run.py).
event_deletions = Table(
    "event_deletions",
    metadata,
    workspace_key(),
    Column("deletion_id", Uuid, primary_key=True),
    # running, done, stopped or failed
    Column("state", Text, nullable=False),
    # choose.Chosen as a document: all by ids, as what was typed can be somebody's name
    Column("chosen", JSONB, nullable=False),
    # the tick at which it was begun: what is received after that is not meant
    moment("begun_at"),
    # events, how many there were at the start and how many are gone
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    # leads that had some of them
    Column("leads", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    # the member in whose name it is done
    Column("user_id", Uuid, nullable=False),
    Column("created_by", Text, nullable=False),
    # by which token, where by one, and from where
    Column("token_id", Uuid),
    Column("address", Text),
    moment("ended_at", nullable=True),
    CheckConstraint("state IN ('running', 'done', 'stopped', 'failed')", name="state"),
)
Index(
    "uq_event_deletions_running",
    event_deletions.c.workspace_id,
    unique=True,
    postgresql_where=event_deletions.c.state == "running",
)

# Whose events a deletion is about: those still to be done, and those of whom some are gone, and since when.
event_deletion_leads = Table(
    "event_deletion_leads",
    metadata,
    workspace_key(references=False),
    Column("deletion_id", Uuid, primary_key=True),
    Column("lead_id", Uuid, primary_key=True),
    # none: it is still to be done
    moment("deleted_at", nullable=True),
    Column("deleted", Integer, nullable=False, server_default="0"),
    ForeignKeyConstraint(
        ["workspace_id", "deletion_id"],
        ["event_deletions.workspace_id", "event_deletions.deletion_id"],
        ondelete="CASCADE",
    ),
    Index("ix_event_deletion_leads_lead", "workspace_id", "lead_id"),
)
Index(
    "ix_event_deletion_leads_left",
    event_deletion_leads.c.workspace_id,
    event_deletion_leads.c.deletion_id,
    event_deletion_leads.c.lead_id,
    postgresql_where=event_deletion_leads.c.deleted_at.is_(None),
)
