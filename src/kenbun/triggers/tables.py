from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

triggers = Table(
    "triggers",
    metadata,
    workspace_key(),
    Column("trigger_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    # what it waits for: see kinds/
    Column("kind", Text, nullable=False),
    # 'lead' or 'account'
    Column("subject", Text, nullable=False),
    # the fields of its kind
    Column("definition", JSONB, nullable=False),
    # a tree of the condition language that has to hold at that moment; none: always
    Column("conditions", JSONB(none_as_null=True)),
    # 'once' for each lead or account, or 'always'
    Column("fire", Text, nullable=False),
    # so long after it has fired for a lead or an account, it does not fire again
    Column("cooldown_seconds", Integer, nullable=False),
    # [{"channel_id": "chn_…"}, {"act": "notify", "members": …}, …]
    Column("outputs", JSONB, nullable=False),
    Column("active", Boolean, nullable=False),
    # what came before fires nothing; none while it is paused
    moment("active_since", nullable=True),
    moment("created_at"),
    moment("changed_at"),
    CheckConstraint("kind IN ('milestone', 'sequence', 'surge', 'segment', 'level')", name="kind"),
    CheckConstraint("subject IN ('lead', 'account')", name="subject"),
    CheckConstraint("fire IN ('once', 'always')", name="fire"),
)
Index(
    "uq_triggers_name",
    triggers.c.workspace_id,
    text("casefold(name COLLATE pg_unicode_fast)"),
    unique=True,
)

trigger_firings = Table(
    "trigger_firings",
    metadata,
    workspace_key(references=False),
    Column("firing_id", Uuid, primary_key=True),
    Column("trigger_id", Uuid, nullable=False),
    # the lead or account on its own that did it, so that a merge and an unmerge leave it alone
    Column("subject_id", Uuid, nullable=False),
    moment("at"),
    # what happened, and how the subject stood: see causes.py
    Column("cause", JSONB, nullable=False),
    # 'fired', 'held_back' (silent until somebody releases it), 'released', 'discarded'
    Column("state", Text, nullable=False),
    # import, merge, publish, late, …, or chain
    Column("held_because", Text),
    # 0: of what happened by itself; each act that set off the next is one more
    Column("chain", Integer, nullable=False, server_default="0"),
    CheckConstraint("state IN ('fired', 'held_back', 'released', 'discarded')", name="state"),
    # has it fired for these, and when last; and its history
    Index("ix_trigger_firings_trigger", "workspace_id", "trigger_id", "subject_id", "at"),
    Index("ix_trigger_firings_at", "workspace_id", "trigger_id", "at", "firing_id"),
    Index("ix_trigger_firings_subject", "workspace_id", "subject_id", "at"),
    Index(
        "ix_trigger_firings_held",
        "workspace_id",
        "at",
        postgresql_where=text("state = 'held_back'"),
    ),
)

# Up to which tick what happened has been judged; no row: nothing yet.
trigger_rounds = Table(
    "trigger_rounds",
    metadata,
    workspace_key(),
    moment("judged_until"),
    # what is no news is judged behind, up to this tick, and of it up to this lead or account; none: nothing yet
    moment("silent_at", nullable=True),
    Column("silent_subject_id", Uuid),
)

# Ticks in which an act of a firing was carried out: what happened in them is its doing.
trigger_acts = Table(
    "trigger_acts",
    metadata,
    workspace_key(references=False),
    moment("at", primary_key=True),
    Column("firing_id", Uuid, nullable=False),
    Column("trigger_id", Uuid, nullable=False),
    # of that firing
    Column("chain", Integer, nullable=False),
)
