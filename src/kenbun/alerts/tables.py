from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    Time,
    Uuid,
    text,
)

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
    # what it is about: "lead" or "account", and its id; none where it is about several
    Column("subject_kind", Text),
    Column("subject_id", Uuid),
    Column("text", Text, nullable=False),
    # the path of the page that shows more
    Column("link", Text, nullable=False),
    moment("created_at"),
    moment("read_at", nullable=True),
    # when it is to go out by mail; none where it is not, or has
    moment("mail_due_at", nullable=True),
    moment("mailed_at", nullable=True),
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
Index(
    "ix_notifications_to_mail",
    notifications.c.mail_due_at,
    postgresql_where=notifications.c.mail_due_at.is_not(None),
)

# What a member wants to be told; who has no row wants everything, in the app.
alert_preferences = Table(
    "alert_preferences",
    metadata,
    workspace_key(),
    Column("user_id", Uuid, primary_key=True),
    # the master switch
    Column("enabled", Boolean, nullable=False),
    Column("kinds_off", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    # whether it is mailed as well, and at which time of the workspace's day where that is once a day
    Column("mail", Text, nullable=False, server_default="none"),
    Column("digest_at", Time, nullable=False, server_default="08:00"),
    ForeignKeyConstraint(
        ["workspace_id", "user_id"], ["members.workspace_id", "members.user_id"], ondelete="CASCADE"
    ),
    CheckConstraint("mail IN ('none', 'at_once', 'digest')", name="mail"),
)

# How mailing to a member goes: one worker at a time, further apart where it fails.
alert_mailboxes = Table(
    "alert_mailboxes",
    metadata,
    workspace_key(),
    Column("user_id", Uuid, primary_key=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    moment("claimed_until", nullable=True),
    moment("next_try_at", nullable=True),
    moment("failing_since", nullable=True),
    # why the last mail did not go out; none where it did
    Column("last_answer", Text),
    moment("mailed_at", nullable=True),
    ForeignKeyConstraint(
        ["workspace_id", "user_id"], ["members.workspace_id", "members.user_id"], ondelete="CASCADE"
    ),
)
