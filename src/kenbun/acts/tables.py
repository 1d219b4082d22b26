from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# What a member has begun to do with the leads, or accounts, selected: the row is the job (run.py).
acts = Table(
    "acts",
    metadata,
    workspace_key(),
    Column("act_id", Uuid, primary_key=True),
    # lead or account
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # running, done, stopped or failed
    Column("state", Text, nullable=False),
    # lists.selection.Selection.document; none once it is over, as a search can be somebody's name
    Column("selection", JSONB(none_as_null=True)),
    # of an assignment: to whom; none: to nobody
    Column("owner_id", Uuid),
    # to which account, where leads are given to one
    Column("account_id", Uuid),
    # into which segment, or out of which, they are said to be
    Column("segment_id", Uuid),
    # the last that there was when it began, and the last that it is done with
    Column("upto", Uuid, nullable=False),
    Column("cursor", Uuid),
    # up to which lead rejected events have been looked through, of a deletion
    Column("swept_to", Uuid),
    # how many are gone through, of how many there were at the start, and to how many of them it made a difference
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    Column("changed", Integer, nullable=False, server_default="0"),
    # that went with accounts which were deleted
    Column("leads", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    moment("created_at"),
    # the member in whose name it is done
    Column("user_id", Uuid, nullable=False),
    Column("created_by", Text, nullable=False),
    # by which token, where by one, and from where
    Column("token_id", Uuid),
    Column("address", Text),
    moment("ended_at", nullable=True),
    CheckConstraint("subject IN ('lead', 'account')", name="subject"),
    CheckConstraint(
        "kind IN ('assign', 'watch', 'delete', 'archive', 'unarchive', 'assign_account', 'create_accounts',"
        " 'dismiss', 'undismiss', 'add_to_segment', 'keep_out_of_segment', 'remove_from_segment')",
        name="kind",
    ),
    CheckConstraint("state IN ('running', 'done', 'stopped', 'failed')", name="state"),
    Index("ix_acts_user", "workspace_id", "user_id", "created_at"),
)
Index(
    "ix_acts_running",
    acts.c.workspace_id,
    acts.c.created_at,
    postgresql_where=acts.c.state == "running",
)
