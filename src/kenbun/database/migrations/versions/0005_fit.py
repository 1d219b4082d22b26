"""Profile and account scores, the engagement of accounts, and the accounts that leads came from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leads", _score("profile_score"))
    op.add_column("accounts", _score("account_score"))
    op.add_column("accounts", _score("engagement_score"))
    op.execute("ALTER TABLE accounts SET (fillfactor = 80)")
    op.create_table(
        "fit_scores",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "version_id", "subject_id", name=op.f("pk_fit_scores")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "lead_account_changes",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint(
            "workspace_id", "lead_id", "changed_at", name=op.f("pk_lead_account_changes")
        ),
    )
    op.create_index(
        "ix_lead_account_changes_account",
        "lead_account_changes",
        ["workspace_id", "account_id"],
        unique=False,
    )
    _fill()


def _score(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def _fill() -> None:
    """What is known of the past: where leads are now they may have been from the start."""
    op.execute("""
        /* all workspaces */ INSERT INTO lead_account_changes (workspace_id, lead_id, changed_at, account_id)
        SELECT workspace_id, lead_id, created_at, account_id FROM leads WHERE account_id IS NOT NULL
    """)
    op.execute("""
        /* all workspaces */ UPDATE accounts a SET engagement_score = s.score
        FROM (SELECT workspace_id, account_id, sum(engagement_score) AS score FROM leads
              WHERE account_id IS NOT NULL GROUP BY workspace_id, account_id) s
        WHERE a.workspace_id = s.workspace_id AND a.account_id = s.account_id
    """)
    op.execute("""
        /* all workspaces */ INSERT INTO rulesets (workspace_id, ruleset_id, dimension, name, is_primary, created_at)
        SELECT w.workspace_id, uuidv7(), d.dimension, 'Standard', true, now()
        FROM workspaces w CROSS JOIN (VALUES ('profile'), ('account')) AS d (dimension)
    """)
