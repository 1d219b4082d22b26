"""Triggers and what they have fired; moves of scores as they happened, and which events move in silence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0120"
down_revision = "0115"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("silent", sa.Boolean(), server_default="false", nullable=False))
    _moves()
    _triggers()
    _firings()
    _rounds()


def _of_a_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )


def _moves() -> None:
    op.create_table(
        "score_moves",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("subject_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("befores", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("afters", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("held", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("event_ids", sa.ARRAY(sa.Uuid()), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "at", "move_id", name=op.f("pk_score_moves")),
    )

    op.create_table(
        "surge_beginnings",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("held", sa.Text(), nullable=True),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("multiplier", sa.Numeric(12, 2), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "at", "account_id", name=op.f("pk_surge_beginnings")),
    )
    op.create_index(
        "ix_level_changes_at", "level_changes", ["workspace_id", "changed_at"], postgresql_using="brin"
    )


def _triggers() -> None:
    op.create_table(
        "triggers",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("trigger_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=True),
        sa.Column("fire", sa.Text(), nullable=False),
        sa.Column("cooldown_seconds", sa.Integer(), nullable=False),
        sa.Column("outputs", postgresql.JSONB(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("active_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('milestone', 'sequence', 'surge', 'segment', 'level')", name=op.f("ck_triggers_kind")
        ),
        sa.CheckConstraint("subject IN ('lead', 'account')", name=op.f("ck_triggers_subject")),
        sa.CheckConstraint("fire IN ('once', 'always')", name=op.f("ck_triggers_fire")),
        _of_a_workspace("triggers"),
        sa.PrimaryKeyConstraint("workspace_id", "trigger_id", name=op.f("pk_triggers")),
    )
    op.create_index(
        "uq_triggers_name",
        "triggers",
        ["workspace_id", sa.text("casefold(name COLLATE pg_unicode_fast)")],
        unique=True,
    )


def _firings() -> None:
    op.create_table(
        "trigger_firings",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("firing_id", sa.Uuid(), nullable=False),
        sa.Column("trigger_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=True),
        sa.Column("chain", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('fired', 'held_back', 'released', 'discarded')", name=op.f("ck_trigger_firings_state")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "firing_id", name=op.f("pk_trigger_firings")),
    )
    for name, columns in (
        ("trigger", ["trigger_id", "subject_id", "at"]),
        ("at", ["trigger_id", "at", "firing_id"]),
        ("subject", ["subject_id", "at"]),
    ):
        op.create_index(f"ix_trigger_firings_{name}", "trigger_firings", ["workspace_id", *columns])
    op.create_index(
        "ix_trigger_firings_held",
        "trigger_firings",
        ["workspace_id", "at"],
        postgresql_where=sa.text("state = 'held_back'"),
    )


def _rounds() -> None:
    op.create_table(
        "trigger_rounds",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("judged_until", sa.DateTime(timezone=True), nullable=False),
        _of_a_workspace("trigger_rounds"),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_trigger_rounds")),
    )
    op.create_table(
        "trigger_acts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("firing_id", sa.Uuid(), nullable=False),
        sa.Column("trigger_id", sa.Uuid(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "at", name=op.f("pk_trigger_acts")),
    )
