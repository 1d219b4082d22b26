"""What accounts show of their leads, kept on their rows; and which of them are archived."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0062"
branch_labels = None
depends_on = None

_SEARCH = "casefold((name || ' ' || coalesce(fields ->> 'domain', '')) COLLATE pg_unicode_fast)"


def upgrade() -> None:
    op.add_column("leads", sa.Column("session_count", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("ix_leads_account", "leads")
    op.create_index(
        "ix_leads_account",
        "leads",
        ["workspace_id", "account_id", sa.text("engagement_score DESC"), "lead_id"],
    )
    for name in ("lead_count", "session_count"):
        op.add_column("accounts", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column("accounts", sa.Column("last_active_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.add_column("accounts", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "accounts", sa.Column("search", sa.Text(), sa.Computed(_SEARCH, persisted=True), nullable=False)
    )
    op.create_index(
        "ix_accounts_archived",
        "accounts",
        ["workspace_id", "account_id"],
        postgresql_where=sa.text("archived_at IS NOT NULL"),
    )
    _count()


def _count() -> None:
    op.execute("""
        UPDATE leads l SET session_count = s.counted
        FROM (SELECT /* all workspaces */ workspace_id, lead_id, count(*) AS counted FROM sessions GROUP BY 1, 2) AS s
        WHERE l.workspace_id = s.workspace_id AND l.lead_id = s.lead_id
    """)
    op.execute("""
        UPDATE accounts a
        SET lead_count = s.leads, session_count = s.sessions, last_active_at = s.active, owner_id = s.owner
        FROM (
            SELECT /* all workspaces */ workspace_id, account_id, count(*) AS leads, sum(session_count) AS sessions,
                   max(last_active_at) AS active,
                   (array_agg(owner_id ORDER BY engagement_score DESC, lead_id))[1] AS owner
            FROM leads WHERE account_id IS NOT NULL GROUP BY 1, 2
        ) AS s
        WHERE a.workspace_id = s.workspace_id AND a.account_id = s.account_id
    """)
