"""Recorded history of scores, and conversions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# What a workspace starts with; those that are there find their conversions in what is stored.
SEED = """
    /* all workspaces */
    INSERT INTO conversion_definitions (workspace_id, definition_id, name, event_type, type_key, field, value,
                                        created_at)
    SELECT w.workspace_id, uuidv7(), t.name, t.event_type, t.type_key, t.field, t.value, now()
    FROM workspaces w, (VALUES
        ('Deal closed won', 'Deal Closed Won', 'deal closed won', NULL, NULL),
        ('Became a customer', NULL, NULL, 'lifecycle_stage', 'Customer')) AS
      t (name, event_type, type_key, field, value)
"""

FIND = """
    /* all workspaces */
    INSERT INTO conversions (workspace_id, lead_id, definition_id, at, event_id, message_id)
    SELECT DISTINCT ON (d.workspace_id, d.definition_id, found.lead_id)
           d.workspace_id, found.lead_id, d.definition_id, found.at, found.event_id, found.message_id
    FROM conversion_definitions d
    CROSS JOIN LATERAL (
        SELECT e.lead_id, e.happened_at AS at, e.event_id, e.message_id
        FROM event_types t JOIN events e ON e.workspace_id = t.workspace_id AND e.type_id = t.type_id
        WHERE t.workspace_id = d.workspace_id AND t.key = d.type_key
        UNION ALL
        SELECT c.subject_id, c.happened_at, NULL, ''
        FROM field_changes c
        WHERE c.workspace_id = d.workspace_id AND c.subject = 'lead' AND c.field = d.field
          AND casefold(c.value #>> '{}' COLLATE pg_unicode_fast) = casefold(d.value COLLATE pg_unicode_fast)
    ) AS found
    ORDER BY d.workspace_id, d.definition_id, found.lead_id, found.at, found.message_id
"""


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("history_days", sa.Integer(), nullable=False, server_default="90"))
    op.create_check_constraint(
        op.f("ck_workspaces_history_days"), "workspaces", "history_days BETWEEN 1 AND 3650"
    )
    op.create_table(
        "score_history",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_day", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "subject", "subject_id", "dimension", "at", name=op.f("pk_score_history")
        ),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(
        "ix_score_history_at", "score_history", ["workspace_id", "at"], unique=False, postgresql_using="brin"
    )
    _conversions()


def _conversions() -> None:
    op.create_table(
        "conversion_definitions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("type_key", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(event_type IS NULL) = (type_key IS NULL) AND (field IS NULL) = (value IS NULL)"
            " AND (event_type IS NULL) <> (field IS NULL)",
            name=op.f("ck_conversion_definitions_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_conversion_definitions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "definition_id", name=op.f("pk_conversion_definitions")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_conversion_definitions_workspace_id_name")),
    )
    op.create_table(
        "conversions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "definition_id"],
            ["conversion_definitions.workspace_id", "conversion_definitions.definition_id"],
            name=op.f("fk_conversions_workspace_id_definition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", "definition_id", name=op.f("pk_conversions")),
    )
    op.create_index(
        "ix_conversions_definition", "conversions", ["workspace_id", "definition_id"], unique=False
    )
    op.execute(SEED)
    op.execute(FIND)
