"""Segments: their conditions and what they were, who is in, what people said of that, entries and exits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0100"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _segments()
    _versions()
    _members()
    _hands()
    _changes()


def _of_a_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )


def _segments() -> None:
    op.create_table(
        "segments",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluation_ms", sa.Integer(), nullable=True),
        sa.Column("members", sa.Integer(), server_default="0", nullable=False),
        _of_a_workspace("segments"),
        sa.PrimaryKeyConstraint("workspace_id", "segment_id", name=op.f("pk_segments")),
    )
    op.create_index(
        "uq_segments_name",
        "segments",
        ["workspace_id", "kind", sa.text("casefold(name COLLATE pg_unicode_fast)")],
        unique=True,
    )


def _versions() -> None:
    op.create_table(
        "segment_versions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        _of_a_workspace("segment_versions"),
        sa.PrimaryKeyConstraint("workspace_id", "segment_id", "number", name=op.f("pk_segment_versions")),
    )


def _members() -> None:
    op.create_table(
        "segment_members",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "segment_id", "subject_id", name=op.f("pk_segment_members")),
    )
    op.create_index("ix_segment_members_subject", "segment_members", ["workspace_id", "subject_id"])


def _hands() -> None:
    op.create_table(
        "segment_hands",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "segment_id", "subject_id", name=op.f("pk_segment_hands")),
    )
    op.create_index("ix_segment_hands_subject", "segment_hands", ["workspace_id", "subject_id"])


def _changes() -> None:
    op.create_table(
        "segment_changes",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("leaf", postgresql.JSONB(), nullable=True),
        sa.Column("fires", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "segment_id", "at", "change_id", name=op.f("pk_segment_changes")
        ),
    )
    op.create_index("ix_segment_changes_subject", "segment_changes", ["workspace_id", "subject_id", "at"])
