"""What comes in and what it becomes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_inbox",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("aliases", postgresql.JSONB(), nullable=False),
        sa.Column("account_key", sa.Text(), nullable=True),
        sa.Column("account_name", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(), nullable=False),
        sa.Column("traits", postgresql.JSONB(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "event_id", name=op.f("pk_event_inbox")),
    )
    op.create_table(
        "events",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(collation="C"), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("account_key", sa.Text(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "event_id", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_campaign",
        "events",
        ["workspace_id", "campaign", "happened_at"],
        unique=False,
        postgresql_where=sa.text("campaign IS NOT NULL"),
    )
    op.create_index("ix_events_lead", "events", ["workspace_id", "lead_id", "happened_at"], unique=False)
    op.create_index("ix_events_time", "events", ["workspace_id", "happened_at"], unique=False)
    op.create_index("ix_events_type", "events", ["workspace_id", "type_id", "happened_at"], unique=False)
    op.create_table(
        "lead_aliases",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "value", name=op.f("pk_lead_aliases")),
    )
    op.create_index("ix_lead_aliases_lead", "lead_aliases", ["workspace_id", "lead_id"], unique=False)
    op.create_table(
        "message_ids",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("message_hash", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "message_hash", name=op.f("pk_message_ids")),
    )
    op.create_table(
        "sessions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("channels", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", "started_at", name=op.f("pk_sessions")),
    )
    op.create_table(
        "event_types",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("type_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_event_types_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "type_id", name=op.f("pk_event_types")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_event_types_workspace_id_key")),
    )
    op.create_table(
        "rejected_events",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("rejected_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_rejected_events_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "rejected_id", name=op.f("pk_rejected_events")),
    )
    op.create_table(
        "suggested_duplicates",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_suggested_duplicates_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "subject", "one_id", "other_id", name=op.f("pk_suggested_duplicates")
        ),
    )
    op.create_index(
        "ix_suggested_duplicates_other",
        "suggested_duplicates",
        ["workspace_id", "subject", "other_id"],
        unique=False,
    )
