"""Alerts by mail: what a member wants, what of that is still to be mailed, and how mailing goes."""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("alert_preferences", sa.Column("mail", sa.Text(), nullable=False, server_default="none"))
    op.add_column(
        "alert_preferences", sa.Column("digest_at", sa.Time(), nullable=False, server_default="08:00")
    )
    op.create_check_constraint(
        op.f("ck_alert_preferences_mail"), "alert_preferences", "mail IN ('none', 'at_once', 'digest')"
    )
    op.add_column("notifications", sa.Column("mail_due_at", _MOMENT, nullable=True))
    op.add_column("notifications", sa.Column("mailed_at", _MOMENT, nullable=True))
    op.create_index(
        "ix_notifications_to_mail",
        "notifications",
        ["mail_due_at"],
        postgresql_where=sa.text("mail_due_at IS NOT NULL"),
    )
    op.create_table(
        "alert_mailboxes",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.Column("next_try_at", _MOMENT, nullable=True),
        sa.Column("failing_since", _MOMENT, nullable=True),
        sa.Column("last_answer", sa.Text(), nullable=True),
        sa.Column("mailed_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_alert_mailboxes")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_alert_mailboxes_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["members.workspace_id", "members.user_id"],
            name=op.f("fk_alert_mailboxes_workspace_id_user_id"),
            ondelete="CASCADE",
        ),
    )
