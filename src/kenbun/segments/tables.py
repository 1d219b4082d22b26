from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Integer, Table, Text, Uuid, false, text
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

segments = Table(
    "segments",
    metadata,
    workspace_key(),
    Column("segment_id", Uuid, primary_key=True),
    # of leads or of accounts: 'lead', 'account'
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    # one that is not has no members and serves nothing
    Column("active", Boolean, nullable=False),
    # a tree of the condition language; none yet: members by hand alone
    Column("conditions", JSONB(none_as_null=True)),
    moment("created_at"),
    moment("changed_at"),
    # the last time that everybody, or whom time can have moved, was looked at, and what that took
    moment("evaluated_at", nullable=True),
    Column("evaluation_ms", Integer),
    # how many are in: whoever writes members keeps it
    Column("members", Integer, nullable=False, server_default="0"),
)
Index(
    "uq_segments_name",
    segments.c.workspace_id,
    segments.c.kind,
    text("casefold(name COLLATE pg_unicode_fast)"),
    unique=True,
)

# Who is in now, as they are shown (roots), by conditions or by hand.
segment_members = Table(
    "segment_members",
    metadata,
    workspace_key(references=False),
    Column("segment_id", Uuid, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    moment("since"),
    # the leaves that hold, [{"path": "all[0].any[1]", "leaf": {…}}, …], or [{"by_hand": true}]
    Column("why", JSONB, nullable=False),
    # by which reasons are compared without being read (see member_queries); 0: not known
    Column("why_key", BigInteger, nullable=False, server_default=text("0")),
    Index("ix_segment_members_subject", "workspace_id", "subject_id"),
)

# What people have said, kept for each lead or account on its own: a merge leaves it alone.
segment_hands = Table(
    "segment_hands",
    metadata,
    workspace_key(references=False),
    Column("segment_id", Uuid, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    # 'in' or 'out', whatever the conditions say
    Column("wish", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    moment("set_at"),
    Index("ix_segment_hands_subject", "workspace_id", "subject_id"),
)

# Entries and exits.
segment_changes = Table(
    "segment_changes",
    metadata,
    workspace_key(references=False),
    Column("segment_id", Uuid, primary_key=True),
    moment("at", primary_key=True),
    Column("change_id", BigInteger, Identity(always=True), primary_key=True),
    Column("subject_id", Uuid, nullable=False),
    Column("entered", Boolean, nullable=False),
    # event, time, edit (of the segment), publish, merge, import, hand, …: see following/causes.py
    Column("cause", Text, nullable=False),
    # {"path", "leaf"}: that let it in, or no longer holds
    Column("leaf", JSONB(none_as_null=True)),
    # false where nothing may be set off by it
    Column("fires", Boolean, nullable=False),
    Index("ix_segment_changes_subject", "workspace_id", "subject_id", "at"),
)

# What a segment was after each save.
segment_versions = Table(
    "segment_versions",
    metadata,
    workspace_key(),
    Column("segment_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("conditions", JSONB(none_as_null=True)),
    moment("changed_at"),
    Column("changed_by", Text, nullable=False),
)

# Segments whose members are being worked out from scratch, some at a time: the row is the job (evaluate.py).
segment_evaluations = Table(
    "segment_evaluations",
    metadata,
    workspace_key(),
    Column("segment_id", Uuid, primary_key=True),
    # what the changes stand with
    Column("cause", Text, nullable=False),
    moment("asked_at"),
    # the last lead, or account, that it is done with
    Column("cursor", Uuid),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    Column("spent_ms", Integer, nullable=False, server_default="0"),
    # whether who meets the conditions is being, or has been, found ahead: see segment_touched
    Column("noting", Boolean, nullable=False, server_default=false()),
)

# Leads and accounts that something has happened to since then: what was found of them may not be so any more.
# Append-only, no unique key: with one, a lead can be lost.
segment_touched = Table(
    "segment_touched",
    metadata,
    workspace_key(references=False),
    Column("touch_id", BigInteger, Identity(always=True), primary_key=True),
    Column("subject_id", Uuid, nullable=False),
)
