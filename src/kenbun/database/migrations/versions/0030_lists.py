"""What the list of leads needs: which types of events leads have done, columns as members like them, saved views."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0015"
branch_labels = None
depends_on = None

FIND = """
    /* all workspaces */
    INSERT INTO lead_event_types (workspace_id, type_id, lead_id)
    SELECT DISTINCT workspace_id, type_id, lead_id FROM events WHERE suppressed IS NULL AND lead_id IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "lead_event_types",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "type_id", "lead_id", name=op.f("pk_lead_event_types")),
    )
    op.execute(FIND)
    op.create_index("ix_lead_event_types_lead", "lead_event_types", ["workspace_id", "lead_id"])
    op.create_table(
        "lead_columns",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        _workspace("lead_columns"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["members.workspace_id", "members.user_id"],
            name=op.f("fk_lead_columns_workspace_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_lead_columns")),
    )
    op.create_table(
        "lead_views",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("view_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        _workspace("lead_views"),
        sa.PrimaryKeyConstraint("workspace_id", "view_id", name=op.f("pk_lead_views")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_lead_views_workspace_id_name")),
    )

    _indexes()


def _indexes() -> None:
    for field in ("company", "company_size", "industry", "title"):
        key = sa.text(f"\"left\"(casefold((fields ->> '{field}') COLLATE pg_unicode_fast), 200)")
        op.create_index(f"ix_lead_profiles_{field}", "lead_profiles", ["workspace_id", key, "lead_id"])
    op.create_index("ix_accounts_score", "accounts", ["workspace_id", "account_score", "account_id"])
    name = sa.text('"left"(casefold(name COLLATE pg_unicode_fast), 200)')
    op.create_index("ix_accounts_name", "accounts", ["workspace_id", name, "account_id"])


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )
