"""Acts on many leads, carried out in the background."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lead_acts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("selection", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("upto", sa.Uuid(), nullable=False),
        sa.Column("cursor", sa.Uuid(), nullable=True),
        sa.Column("swept_to", sa.Uuid(), nullable=True),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('assign', 'watch', 'delete')", name=op.f("ck_lead_acts_kind")),
        sa.CheckConstraint(
            "state IN ('running', 'done', 'stopped', 'failed')", name=op.f("ck_lead_acts_state")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_lead_acts_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "act_id", name=op.f("pk_lead_acts")),
    )
    op.create_index("ix_lead_acts_user", "lead_acts", ["workspace_id", "user_id", "created_at"])
    op.create_index(
        "ix_lead_acts_running",
        "lead_acts",
        ["workspace_id", "created_at"],
        postgresql_where=sa.text("state = 'running'"),
    )
