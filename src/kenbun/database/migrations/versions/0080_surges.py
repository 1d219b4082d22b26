"""Surges of accounts. All accounts that there are get looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surges",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("primary_channel", sa.Text(), nullable=False),
        sa.Column("multiplier", sa.Numeric(12, 2), nullable=False),
        sa.Column("peak_events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", "started_at", name=op.f("pk_surges")),
    )
    op.create_index(
        "ix_surges_open",
        "surges",
        ["workspace_id", "account_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_surges_started", "surges", ["workspace_id", "started_at"])
    op.create_table(
        "surge_states",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("surging", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("marks", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", name=op.f("pk_surge_states")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(
        "ix_surge_states_due",
        "surge_states",
        ["workspace_id", "due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "surge_settings",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("window_days", sa.SmallInteger(), nullable=False),
        sa.Column("baseline_days", sa.SmallInteger(), nullable=False),
        sa.Column("history_days", sa.SmallInteger(), nullable=False),
        sa.Column("min_events", sa.Integer(), nullable=False),
        sa.Column("min_leads", sa.Integer(), nullable=False),
        sa.Column("min_average", sa.Numeric(8, 2), nullable=False),
        sa.Column("start_ratio", sa.Numeric(8, 2), nullable=False),
        sa.Column("end_ratio", sa.Numeric(8, 2), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_surge_settings_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_surge_settings")),
    )
    op.execute(
        "INSERT INTO surge_states (workspace_id, account_id, room, since, due_at)"
        " SELECT workspace_id, account_id, 0, '1900-01-01Z', now() FROM accounts /* all workspaces */"
    )
