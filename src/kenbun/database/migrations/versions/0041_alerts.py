"""What members are told in the app, and what they want to be told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        *_of_a_member("notifications"),
        sa.PrimaryKeyConstraint("workspace_id", "notification_id", name=op.f("pk_notifications")),
    )
    op.create_index("ix_notifications_user", "notifications", ["workspace_id", "user_id", "notification_id"])
    op.create_index("ix_notifications_subject", "notifications", ["workspace_id", "subject_id"])
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["workspace_id", "user_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "alert_preferences",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("kinds_off", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        *_of_a_member("alert_preferences"),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_alert_preferences")),
    )


def _of_a_member(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f(f"fk_{table}_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["members.workspace_id", "members.user_id"],
            name=op.f(f"fk_{table}_workspace_id_user_id"),
            ondelete="CASCADE",
        ),
    ]
