from sqlalchemy import ARRAY, Boolean, Column, ForeignKeyConstraint, Index, Table, Text, Uuid, text

from kenbun.database.tables import metadata, moment, workspace_key

# What a member has been told in the app: written in the transaction that caused it.
notifications = Table(
    "notifications",
    metadata,
    workspace_key(),
    Column("notification_id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    # see kinds.py
    Column("kind", Text, nullable=False),
    # what it is about: "lead" and its id; none where it is about several
    Column("subject_kind", Text),
    Column("subject_id", Uuid),
    Column("text", Text, nullable=False),
    # the path of the page that shows more
    Column("link", Text, nullable=False),
    moment("created_at"),
    moment("read_at", nullable=True),
    ForeignKeyConstraint(
        ["workspace_id", "user_id"], ["members.workspace_id", "members.user_id"], ondelete="CASCADE"
    ),
    Index("ix_notifications_user", "workspace_id", "user_id", "notification_id"),
    Index("ix_notifications_subject", "workspace_id", "subject_id"),
)
Index(
    "ix_notifications_unread",
    notifications.c.workspace_id,
    notifications.c.user_id,
    postgresql_where=notifications.c.read_at.is_(None),
)

# What a member wants to be told; who has no row wants everything.
alert_preferences = Table(
    "alert_preferences",
    metadata,
    workspace_key(),
    Column("user_id", Uuid, primary_key=True),
    # the master switch
    Column("enabled", Boolean, nullable=False),
    Column("kinds_off", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    ForeignKeyConstraint(
        ["workspace_id", "user_id"], ["members.workspace_id", "members.user_id"], ondelete="CASCADE"
    ),
)
