"""Channels that alerts go to, and the outbox of what is to leave or to be done, with every attempt."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0125"
down_revision = "0120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _channels()
    _deliveries()
    _attempts()


def _of_a_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("config", postgresql.JSONB(), nullable=False),
        sa.Column("secrets", postgresql.JSONB(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("switched_off_because", sa.Text(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resting_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('webhook', 'email', 'slack', 'teams')", name=op.f("ck_channels_kind")),
        _of_a_workspace("channels"),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", name=op.f("pk_channels")),
    )
    op.create_index(
        "uq_channels_name",
        "channels",
        ["workspace_id", sa.text("casefold(name COLLATE pg_unicode_fast)")],
        unique=True,
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("act", postgresql.JSONB(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("firing_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_answer", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'failed', 'cancelled')", name=op.f("ck_deliveries_state")
        ),
        _of_a_workspace("deliveries"),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", name=op.f("pk_deliveries")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index("ix_deliveries_channel", "deliveries", ["workspace_id", "channel_id", "delivery_id"])
    op.create_index("ix_deliveries_firing", "deliveries", ["workspace_id", "firing_id"])
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["workspace_id", "channel_id", "next_try_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_deliveries_failed",
        "deliveries",
        ["workspace_id", "delivery_id"],
        postgresql_where=sa.text("state = 'failed'"),
    )


def _attempts() -> None:
    op.create_table(
        "delivery_attempts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", "number", name=op.f("pk_delivery_attempts")),
    )
