"""Leads, accounts and their fields."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "field_changes",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "change_id", name=op.f("pk_field_changes")),
    )
    op.create_index(
        "ix_field_changes_subject",
        "field_changes",
        ["workspace_id", "subject", "subject_id", "field", "changed_at"],
        unique=False,
    )
    op.create_table(
        "field_values",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("behaviour", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Text(collation="C"), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "subject", "subject_id", "field", name=op.f("pk_field_values")
        ),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "lead_profiles",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", name=op.f("pk_lead_profiles")),
    )
    op.create_index(
        "ix_lead_profiles_name",
        "lead_profiles",
        ["workspace_id", sa.literal_column('"left"(casefold(name COLLATE pg_unicode_fast), 200)')],
        unique=False,
    )
    op.create_index(
        "ix_lead_profiles_search",
        "lead_profiles",
        ["workspace_id", "search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    op.create_table(
        "leads",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("account_basis", sa.Text(), nullable=False),
        sa.Column("account_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_event_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("engagement_score", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fades_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", name=op.f("pk_leads")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index("ix_leads_account", "leads", ["workspace_id", "account_id"], unique=False)
    op.create_index(
        "ix_leads_score",
        "leads",
        ["workspace_id", sa.literal_column("engagement_score DESC"), "lead_id"],
        unique=False,
    )
    op.create_table(
        "accounts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("account_key", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_accounts_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", name=op.f("pk_accounts")),
    )
    op.create_index(
        "uq_accounts_domain",
        "accounts",
        ["workspace_id", "domain"],
        unique=True,
        postgresql_where=sa.text("domain IS NOT NULL"),
    )
    op.create_index(
        "uq_accounts_key",
        "accounts",
        ["workspace_id", "account_key"],
        unique=True,
        postgresql_where=sa.text("account_key IS NOT NULL"),
    )
