"""Accounts that are shown as one: what each is known by, links between them, who was whose root when."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _aliases()
    _parts()
    op.add_column("leads", sa.Column("own_account_id", sa.Uuid(), nullable=True))
    op.add_column("lead_parts", sa.Column("hand_account_id", sa.Uuid(), nullable=True))
    op.add_column("lead_parts", _moment("hand_at", nullable=True))
    op.add_column("merges", sa.Column("subject", sa.Text(), server_default="lead", nullable=False))
    op.add_column("merges", sa.Column("leads", sa.Integer(), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_merges_subject"), "merges", "subject IN ('lead', 'account')")


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _aliases() -> None:
    op.create_table(
        "account_aliases",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("own_account_id", sa.Uuid(), nullable=True),
        _moment("created_at"),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "value", name=op.f("pk_account_aliases")),
    )
    op.create_index("ix_account_aliases_account", "account_aliases", ["workspace_id", "account_id"])
    for kind, column in (("id", "account_key"), ("domain", "domain")):
        op.execute(f"""
            /* all workspaces */
            INSERT INTO account_aliases (workspace_id, kind, value, account_id, created_at)
            SELECT workspace_id, '{kind}', {column}, account_id, created_at FROM accounts WHERE {column} IS NOT NULL
        """)  # noqa: S608 - our own names
    # aliases are unique, and these two are aliases
    op.drop_index("uq_accounts_key", table_name="accounts")
    op.drop_index("uq_accounts_domain", table_name="accounts")


def _parts() -> None:
    op.create_table(
        "account_parts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=True),
        _moment("created_at"),
        _workspace("account_parts"),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", name=op.f("pk_account_parts")),
    )
    op.create_index("ix_account_parts_root", "account_parts", ["workspace_id", "root_id"])
    op.create_table(
        "account_roots",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        _moment("held_from"),
        _moment("held_to", nullable=True),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        _workspace("account_roots"),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", "held_from", name=op.f("pk_account_roots")),
    )
    op.create_index("ix_account_roots_root", "account_roots", ["workspace_id", "root_id", "held_from"])
