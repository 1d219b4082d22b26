"""Filters before scoring: what they say, and which events they suppress."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "workspaces", sa.Column("filters_version", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("events", sa.Column("suppressed", sa.Text(), nullable=True))
    op.alter_column("events", "lead_id", existing_type=sa.Uuid(), nullable=True)
    op.create_index(
        "ix_events_suppressed",
        "events",
        ["workspace_id", "happened_at"],
        postgresql_where=sa.text("suppressed IS NOT NULL"),
    )
    _filters()
    _suppressions()
    _jobs()


def _what_a_filter_says() -> list[sa.Column[Any]]:
    return [
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("type_key", sa.Text(), nullable=True),
        sa.Column("conditions", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("window_seconds", sa.Integer(), nullable=True),
        sa.Column("keep_first", sa.Boolean(), nullable=True),
    ]


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )


def _filters() -> None:
    op.create_table(
        "event_filters",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("filter_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *_what_a_filter_says(),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('attribute', 'velocity')", name=op.f("ck_event_filters_kind")),
        _workspace("event_filters"),
        sa.PrimaryKeyConstraint("workspace_id", "filter_id", name=op.f("pk_event_filters")),
    )
    op.create_table(
        "filter_revisions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("filter_id", sa.Uuid(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_force_to", sa.DateTime(timezone=True), nullable=True),
        *_what_a_filter_says(),
        _workspace("filter_revisions"),
        sa.PrimaryKeyConstraint(
            "workspace_id", "filter_id", "in_force_from", name=op.f("pk_filter_revisions")
        ),
    )


def _suppressions() -> None:
    op.create_table(
        "event_suppressions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("filter_id", sa.Uuid(), nullable=False),
        sa.Column("held_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "event_id", "filter_id", "held_from", name=op.f("pk_event_suppressions")
        ),
    )
    op.create_index(
        "ix_event_suppressions_lead", "event_suppressions", ["workspace_id", "lead_id", "held_from"]
    )
    op.create_table(
        "stray_calls",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aliases", postgresql.JSONB(), nullable=False),
        sa.Column("account_name", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("traits", postgresql.JSONB(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "event_id", name=op.f("pk_stray_calls")),
    )
    op.create_table(
        "filter_counts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("filter_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("suppressed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "filter_id", "day", name=op.f("pk_filter_counts")),
    )


def _jobs() -> None:
    op.create_table(
        "filter_jobs",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stray_cursor", sa.Uuid(), nullable=True),
        sa.Column("lead_cursor", sa.Uuid(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("suppressed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("freed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leads", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _workspace("filter_jobs"),
        sa.PrimaryKeyConstraint("workspace_id", "job_id", name=op.f("pk_filter_jobs")),
    )
    op.create_index(
        "uq_filter_jobs_running",
        "filter_jobs",
        ["workspace_id"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
