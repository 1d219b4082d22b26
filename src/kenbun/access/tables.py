"""Workspaces, who may enter them and how, and what was done there.

Secrets (session cookies, sign-in links, personal tokens, write keys) carry the id of their workspace in
their text, so that even the statement that looks one up names the workspace; only hashes are stored.
`users` and `sign_in_attempts` belong to no tenant: signing in happens before a workspace is known.
"""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

ROLES = ("viewer", "editor", "admin")
"""From the weakest to the strongest; each may do what those before it may."""

_ROLE = "role IN ('viewer', 'editor', 'admin')"

workspaces = Table(
    "workspaces",
    metadata,
    workspace_key(references=False),
    Column("name", Text, nullable=False),
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    Column("session_timeout_minutes", Integer, nullable=False, server_default="30"),
    # moved on whenever mappings or custom fields change, for those that keep them in memory
    Column("mapping_version", Integer, nullable=False, server_default="0"),
    # moved on whenever filters change, for those that keep them in memory
    Column("filters_version", Integer, nullable=False, server_default="0"),
    # how long scores are recorded by the hour; then by the day, for good
    Column("history_days", Integer, nullable=False, server_default="90"),
    # whether scores below 0 show as they are, or as 0
    Column("negative_scores", Boolean, nullable=False, server_default="false"),
    # while sessions are woven again by another timeout: that one, and the lead up to whom it is done
    Column("next_session_timeout_minutes", Integer),
    Column("rewoven_up_to", Uuid),
    moment("created_at"),
    CheckConstraint("session_timeout_minutes BETWEEN 1 AND 1440", name="session_timeout"),
    CheckConstraint("history_days BETWEEN 1 AND 3650", name="history_days"),
)

# What the settings that alter results were, and when. Of each time one holds; the latest may be on its way still.
setting_versions = Table(
    "setting_versions",
    metadata,
    workspace_key(),
    Column("number", Integer, primary_key=True),
    Column("time_zone", Text, nullable=False),
    Column("negative_scores", Boolean, nullable=False),
    Column("session_timeout_minutes", Integer, nullable=False),
    # building (scores), weaving (sessions; what scores follow is in force), in_force, past or failed
    Column("state", Text, nullable=False),
    # leads whose sessions have been woven again
    Column("leads_done", Integer, nullable=False, server_default="0"),
    Column("leads_total", Integer),
    Column("error", Text),
    moment("created_at"),
    Column("created_by", Text, nullable=False),
    moment("in_force_from", nullable=True),
    moment("in_force_to", nullable=True),
)
# One change at a time.
Index(
    "uq_setting_versions_underway",
    setting_versions.c.workspace_id,
    unique=True,
    postgresql_where=setting_versions.c.state.in_(("building", "weaving")),
)

# One narrow row per workspace: the time of the latest transaction that wrote scores there (see ticks.py).
workspace_ticks = Table(
    "workspace_ticks",
    metadata,
    workspace_key(),
    moment("ticked_at"),
)

# A person, whatever the workspace. `workspace_ids` says where to look for the person's memberships;
# `members` is what counts. Without a password the person can enter by a link of their own only.
users = Table(
    "users",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text),
    Column("workspace_ids", ARRAY(Uuid), nullable=False, server_default=text("'{}'")),
    moment("created_at"),
)

members = Table(
    "members",
    metadata,
    workspace_key(),
    Column("user_id", ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, nullable=False),
    moment("created_at"),
    CheckConstraint(_ROLE, name="role"),
)

sign_in_sessions = Table(
    "sign_in_sessions",
    metadata,
    workspace_key(),
    Column("session_hash", LargeBinary, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    moment("created_at"),
    moment("last_seen_at"),
    moment("expires_at"),
    ForeignKeyConstraint(
        ["workspace_id", "user_id"],
        ["members.workspace_id", "members.user_id"],
        ondelete="CASCADE",
    ),
)

# A link with a user sets that user's password; one with an e-mail invites whoever that belongs to; one without either
# invites whoever opens it first.
signin_links = Table(
    "signin_links",
    metadata,
    workspace_key(),
    Column("link_hash", LargeBinary, primary_key=True),
    Column("link_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("user_id", Uuid),
    Column("email", Text),
    # the admin who was shown the link; none where it was mailed, or comes from the command line
    Column("shown_to", Uuid),
    # whoever made it, by name
    Column("created_by", Text, nullable=False, server_default="command line"),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", nullable=True),
    CheckConstraint(_ROLE, name="role"),
    UniqueConstraint("workspace_id", "link_id"),
)
# An address is invited once at a time.
Index(
    "uq_signin_links_invited",
    signin_links.c.workspace_id,
    signin_links.c.email,
    unique=True,
    postgresql_where=signin_links.c.used_at.is_(None),
)

# Failures of one subject (`email:…` or `address:…`) since `first_at`; one row each, so that attempts
# made at the same moment wait for one another and none goes uncounted.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    moment("first_at"),
)

personal_tokens = Table(
    "personal_tokens",
    metadata,
    workspace_key(),
    Column("token_id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    moment("created_at"),
    moment("expires_at", nullable=True),
    moment("last_used_at", nullable=True),
    moment("revoked_at", nullable=True),
    UniqueConstraint("workspace_id", "token_hash"),
    ForeignKeyConstraint(
        ["workspace_id", "user_id"],
        ["members.workspace_id", "members.user_id"],
        ondelete="CASCADE",
    ),
)

sources = Table(
    "sources",
    metadata,
    workspace_key(),
    Column("source_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="server"),
    Column("allowed_origins", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("key_hash", LargeBinary, nullable=False),
    # the key before the last change, and until when it holds beside the new one
    Column("former_key_hash", LargeBinary),
    moment("former_key_until", nullable=True),
    moment("key_changed_at", nullable=True),
    # to within five minutes: by either key, and by the former one
    moment("last_used_at", nullable=True),
    moment("former_key_used_at", nullable=True),
    moment("created_at"),
    moment("revoked_at", nullable=True),
    UniqueConstraint("workspace_id", "key_hash"),
    UniqueConstraint("workspace_id", "former_key_hash"),
    CheckConstraint("kind IN ('website', 'server', 'other')", name="kind"),
)

audit_log = Table(
    "audit_log",
    metadata,
    workspace_key(),
    Column("audit_id", Uuid, primary_key=True),
    moment("at"),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("actor_label", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("before", JSONB),
    Column("after", JSONB),
    Column("address", Text),
    CheckConstraint("actor_kind IN ('user', 'token', 'system')", name="actor_kind"),
    # what was done to a lead is looked for when it is deleted
    Index("ix_audit_log_subject", "workspace_id", "subject_kind", "subject_id"),
    # which actions there are, and the latest of one
    Index("ix_audit_log_action", "workspace_id", "action", "audit_id"),
)
