"""Buying committees: roles, what people say, what is detected, and accounts that are due. All accounts are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _roles()
    _choices()
    _detected()
    _due()
    op.execute(
        "INSERT INTO committee_due (workspace_id, account_id)"
        " SELECT workspace_id, account_id FROM accounts /* all workspaces */"
    )


def _roles() -> None:
    op.create_table(
        "committee_roles",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("tracked", sa.Boolean(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), server_default="[]", nullable=False),
        _workspace("committee_roles"),
        sa.PrimaryKeyConstraint("workspace_id", "role_id", name=op.f("pk_committee_roles")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_committee_roles_workspace_id_name")),
    )


def _choices() -> None:
    op.create_table(
        "committee_choices",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=True),
        sa.Column("removed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        _workspace("committee_choices"),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", "account_id", name=op.f("pk_committee_choices")),
    )
    op.create_index("ix_committee_choices_role", "committee_choices", ["workspace_id", "role_id"])


def _detected() -> None:
    op.create_table(
        "committee_detected",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", name=op.f("pk_committee_detected")),
    )
    op.create_index("ix_committee_detected_account", "committee_detected", ["workspace_id", "account_id"])


def _due() -> None:
    op.create_table(
        "committee_due",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("taken", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("asked", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", name=op.f("pk_committee_due")),
    )
    op.create_table(
        "committee_followed",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("rules_of", sa.DateTime(timezone=True), nullable=False),
        _workspace("committee_followed"),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_committee_followed")),
    )


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )
