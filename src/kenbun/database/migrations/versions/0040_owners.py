"""Owners of leads with a row for each change, and each member's watch list."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leads", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_leads_owner",
        "leads",
        ["workspace_id", "owner_id"],
        postgresql_where=sa.text("owner_id IS NOT NULL"),
    )
    op.create_table(
        "lead_owner_changes",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("from_owner", sa.Uuid(), nullable=True),
        sa.Column("to_owner", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_lead_owner_changes_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "change_id", name=op.f("pk_lead_owner_changes")),
    )
    op.create_index(
        "ix_lead_owner_changes_lead", "lead_owner_changes", ["workspace_id", "lead_id", "changed_at"]
    )
    _watches()


def _watches() -> None:
    op.create_table(
        "watches",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("prediction", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("alert_score", sa.BigInteger(), nullable=True),
        sa.Column("alert_level", sa.Text(), nullable=True),
        sa.Column("watched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_watches_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["members.workspace_id", "members.user_id"],
            name=op.f("fk_watches_workspace_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", "user_id", name=op.f("pk_watches")),
    )
    op.create_index("ix_watches_user", "watches", ["workspace_id", "user_id", "watched_at"])
