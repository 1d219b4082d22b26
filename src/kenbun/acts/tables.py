from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# What a member has begun to do with the leads selected: the row is the job (run.py).
lead_acts = Table(
    "lead_acts",
    metadata,
    workspace_key(),
    Column("act_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    # running, done, stopped or failed
    Column("state", Text, nullable=False),
    # leads.lists.Selection.document; none once it is over, as a search can be somebody's name
    Column("selection", JSONB(none_as_null=True)),
    # of an assignment: to whom; none: to nobody
    Column("owner_id", Uuid),
    # the last lead that there was when it began, and the last that it is done with
    Column("upto", Uuid, nullable=False),
    Column("cursor", Uuid),
    # up to which lead rejected events have been looked through, of a deletion
    Column("swept_to", Uuid),
    # leads gone through, of how many there were at the start, and how many of them it made a difference to
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    moment("created_at"),
    # the member in whose name it is done
    Column("user_id", Uuid, nullable=False),
    Column("created_by", Text, nullable=False),
    moment("ended_at", nullable=True),
    CheckConstraint("kind IN ('assign', 'watch', 'delete')", name="kind"),
    CheckConstraint("state IN ('running', 'done', 'stopped', 'failed')", name="state"),
    Index("ix_lead_acts_user", "workspace_id", "user_id", "created_at"),
)
Index(
    "ix_lead_acts_running",
    lead_acts.c.workspace_id,
    lead_acts.c.created_at,
    postgresql_where=lead_acts.c.state == "running",
)
