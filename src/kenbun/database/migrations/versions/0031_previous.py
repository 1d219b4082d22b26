"""What leads had thirty days ago, for lists to sort by."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leads", sa.Column("previous_score", sa.BigInteger(), server_default="0", nullable=False))
    op.create_table(
        "previous_sweeps",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upto", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_previous_sweeps_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_previous_sweeps")),
    )
    op.create_table(
        "previous_due",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("due_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "due_id", name=op.f("pk_previous_due")),
    )
