"""Leads without an account: dismissed ones, and acts on many of them."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dismissed_leads",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_dismissed_leads_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", name=op.f("pk_dismissed_leads")),
    )
    op.create_table(
        "removed_account_aliases",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("held_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_to", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_removed_account_aliases_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "account_id",
            "kind",
            "value",
            "held_from",
            name=op.f("pk_removed_account_aliases"),
        ),
    )
    op.add_column("acts", sa.Column("account_id", sa.Uuid(), nullable=True))
    op.drop_constraint(op.f("ck_acts_kind"), "acts")
    op.create_check_constraint(
        op.f("ck_acts_kind"),
        "acts",
        "kind IN ('assign', 'watch', 'delete', 'archive', 'unarchive', 'assign_account', 'create_accounts',"
        " 'dismiss', 'undismiss')",
    )
