"""Events and sessions as they are listed by any filter, and deletions of events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0075"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, columns in (("lead", ["lead_id", "happened_at"]), ("time", ["happened_at"])):
        op.drop_index(f"ix_events_{name}", "events")
        op.create_index(
            f"ix_events_{name}",
            "events",
            ["workspace_id", *columns],
            postgresql_include=["type_id", "channel", "suppressed"],
        )
    op.create_index("ix_sessions_time", "sessions", ["workspace_id", "started_at"])
    _deletions()
    _deletion_leads()


def _deletions() -> None:
    op.create_table(
        "event_deletions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("deletion_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("chosen", postgresql.JSONB(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leads", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('running', 'done', 'stopped', 'failed')", name=op.f("ck_event_deletions_state")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_event_deletions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "deletion_id", name=op.f("pk_event_deletions")),
    )
    op.create_index(
        "uq_event_deletions_running",
        "event_deletions",
        ["workspace_id"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )


def _deletion_leads() -> None:
    op.create_table(
        "event_deletion_leads",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("deletion_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deletion_id"],
            ["event_deletions.workspace_id", "event_deletions.deletion_id"],
            name=op.f("fk_event_deletion_leads_workspace_id_deletion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "deletion_id", "lead_id", name=op.f("pk_event_deletion_leads")
        ),
    )
    op.create_index("ix_event_deletion_leads_lead", "event_deletion_leads", ["workspace_id", "lead_id"])
    op.create_index(
        "ix_event_deletion_leads_left",
        "event_deletion_leads",
        ["workspace_id", "deletion_id", "lead_id"],
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
