"""Leads that are shown as one: links between them, who was whose root when, and whose each event and alias is."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0060"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS fuzzystrmatch")
    op.add_column("events", sa.Column("own_lead_id", sa.Uuid(), nullable=True))
    op.add_column("lead_aliases", sa.Column("own_lead_id", sa.Uuid(), nullable=True))
    op.add_column("watches", sa.Column("own_lead_id", sa.Uuid(), nullable=True))
    _parts()
    _roots()
    _merges()
    _duplicates()
    _watches()


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _parts() -> None:
    op.create_table(
        "lead_parts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=True),
        _moment("created_at"),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("account_basis", sa.Text(), nullable=False),
        _moment("account_at", nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_decided", sa.Boolean(), server_default="false", nullable=False),
        _workspace("lead_parts"),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", name=op.f("pk_lead_parts")),
    )
    op.create_index("ix_lead_parts_root", "lead_parts", ["workspace_id", "root_id"])


def _roots() -> None:
    op.create_table(
        "lead_roots",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        _moment("held_from"),
        _moment("held_to", nullable=True),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        _workspace("lead_roots"),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", "held_from", name=op.f("pk_lead_roots")),
    )
    op.create_index("ix_lead_roots_root", "lead_roots", ["workspace_id", "root_id", "held_from"])


def _merges() -> None:
    op.create_table(
        "merges",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        _moment("merged_at"),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("fields", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("kept", postgresql.JSONB(none_as_null=True), nullable=True),
        _moment("undone_at", nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.CheckConstraint("reason IN ('hand', 'anonymous')", name=op.f("ck_merges_reason")),
        _workspace("merges"),
        sa.PrimaryKeyConstraint("workspace_id", "merge_id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_source", "merges", ["workspace_id", "source_id"])
    op.create_index("ix_merges_target", "merges", ["workspace_id", "target_id"])
    op.create_table(
        "kept_sessions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        _moment("started_at"),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        _workspace("kept_sessions"),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", "started_at", name=op.f("pk_kept_sessions")),
    )


def _duplicates() -> None:
    op.drop_constraint(op.f("pk_suggested_duplicates"), "suggested_duplicates", type_="primary")
    op.create_primary_key(
        op.f("pk_suggested_duplicates"),
        "suggested_duplicates",
        ["workspace_id", "subject", "one_id", "other_id", "reason"],
    )
    op.create_table(
        "not_duplicates",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        _moment("said_at"),
        sa.Column("said_by", sa.Text(), nullable=False),
        _workspace("not_duplicates"),
        sa.PrimaryKeyConstraint(
            "workspace_id", "subject", "one_id", "other_id", name=op.f("pk_not_duplicates")
        ),
    )
    op.create_index("ix_not_duplicates_other", "not_duplicates", ["workspace_id", "subject", "other_id"])
    op.create_index(
        "ix_suggested_duplicates_at", "suggested_duplicates", ["workspace_id", "subject", "suggested_at"]
    )
    op.create_table(
        "leads_to_compare",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("compare_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "compare_id", name=op.f("pk_leads_to_compare")),
    )
    op.create_table(
        "alike_keys",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("local", sa.Text(), nullable=False),
        _workspace("alike_keys"),
        sa.PrimaryKeyConstraint(
            "workspace_id", "kind", "key", "lead_id", "local", name=op.f("pk_alike_keys")
        ),
    )
    op.create_index("ix_alike_keys_lead", "alike_keys", ["workspace_id", "lead_id"])
    # those that are there already have never been compared
    op.execute("""
        /* all workspaces */
        INSERT INTO leads_to_compare (workspace_id, lead_id) SELECT workspace_id, lead_id FROM leads
    """)


def _watches() -> None:
    op.create_table(
        "merged_watches",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("prediction", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("alert_score", sa.BigInteger(), nullable=True),
        sa.Column("alert_level", sa.Text(), nullable=True),
        _moment("watched_at"),
        _moment("told_at", nullable=True),
        _workspace("merged_watches"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["members.workspace_id", "members.user_id"],
            name=op.f("fk_merged_watches_workspace_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", "user_id", name=op.f("pk_merged_watches")),
    )
