"""By what accounts are found to be alike, and which are to be compared."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts_to_compare",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("compare_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "compare_id", name=op.f("pk_accounts_to_compare")),
    )
    op.create_table(
        "account_keys",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_account_keys_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "key", "account_id", name=op.f("pk_account_keys")),
    )
    op.create_index("ix_account_keys_account", "account_keys", ["workspace_id", "account_id"])
    op.create_index(
        "ix_account_keys_similar",
        "account_keys",
        ["workspace_id", "key"],
        postgresql_using="gin",
        postgresql_ops={"key": "gin_trgm_ops"},
        postgresql_where=sa.text("kind IN ('name', 'stem')"),
    )
    # those that are there already have never been compared
    op.execute("""
        /* all workspaces */
        INSERT INTO accounts_to_compare (workspace_id, account_id) SELECT workspace_id, account_id FROM accounts
    """)
