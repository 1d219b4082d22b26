from sqlalchemy import BigInteger, Column, Identity, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# One version of a dimension's bands; the one in force has no `in_force_to`.
level_sets = Table(
    "level_sets",
    metadata,
    workspace_key(),
    Column("dimension", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    # [{"level_id", "name", "min", "max", "color"}, …] from the lowest; an open end is null
    Column("bands", JSONB, nullable=False),
    moment("in_force_from"),
    moment("in_force_to", nullable=True),
    Column("created_by", Text, nullable=False, server_default="kenbun"),
    # the version that this one brought back
    Column("restored_from", Integer),
)

level_changes = Table(
    "level_changes",
    metadata,
    workspace_key(references=False),
    Column("change_id", BigInteger, Identity(always=True), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("dimension", Text, nullable=False),
    Column("from_level", Text, nullable=False),
    Column("to_level", Text, nullable=False),
    Column("score", BigInteger, nullable=False),
    moment("changed_at"),
    # event, fading, publish, hand, mapping, rescore, filter, deletion (of a lead: its account's) or levels (the bands
    # were edited)
    Column("cause", Text, nullable=False),
    Index(
        "ix_level_changes_subject",
        "workspace_id",
        "subject",
        "subject_id",
        "changed_at",
    ),
    # rows come in order of time
    Index("ix_level_changes_at", "workspace_id", "changed_at", postgresql_using="brin"),
)
