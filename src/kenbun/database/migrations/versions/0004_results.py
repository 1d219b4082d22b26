"""Rules, levels and what they come to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lead_states",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sums", sa.ARRAY(sa.Double()), nullable=False),
        sa.Column("fading_lines", sa.Integer(), nullable=False),
        sa.Column("cap_periods", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("cap_used", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("capped_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "version_id", "lead_id", name=op.f("pk_lead_states")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "level_changes",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("from_level", sa.Text(), nullable=False),
        sa.Column("to_level", sa.Text(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "change_id", name=op.f("pk_level_changes")),
    )
    op.create_index(
        "ix_level_changes_subject",
        "level_changes",
        ["workspace_id", "subject", "subject_id", "changed_at"],
        unique=False,
    )
    op.create_table(
        "touched_leads",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("touch_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "touch_id", name=op.f("pk_touched_leads")),
    )
    op.create_table(
        "level_sets",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bands", postgresql.JSONB(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_force_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_level_sets_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "dimension", "version", name=op.f("pk_level_sets")),
    )
    op.create_table(
        "rulesets",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("ruleset_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_rulesets_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "ruleset_id", name=op.f("pk_rulesets")),
        sa.UniqueConstraint(
            "workspace_id", "dimension", "name", name=op.f("uq_rulesets_workspace_id_dimension_name")
        ),
    )
    op.create_index(
        "uq_rulesets_primary",
        "rulesets",
        ["workspace_id", "dimension"],
        unique=True,
        postgresql_where="is_primary",
    )
    op.create_table(
        "draft_rules",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("ruleset_id", sa.Uuid(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ruleset_id"],
            ["rulesets.workspace_id", "rulesets.ruleset_id"],
            name=op.f("fk_draft_rules_workspace_id_ruleset_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_draft_rules_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "rule_id", name=op.f("pk_draft_rules")),
    )
    op.create_index("ix_draft_rules_ruleset", "draft_rules", ["workspace_id", "ruleset_id"], unique=False)
    op.create_table(
        "ruleset_versions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("ruleset_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("leads_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leads_total", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ruleset_id"],
            ["rulesets.workspace_id", "rulesets.ruleset_id"],
            name=op.f("fk_ruleset_versions_workspace_id_ruleset_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_ruleset_versions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "version_id", name=op.f("pk_ruleset_versions")),
        sa.UniqueConstraint(
            "workspace_id",
            "ruleset_id",
            "number",
            name=op.f("uq_ruleset_versions_workspace_id_ruleset_id_number"),
        ),
    )
    op.create_index(
        "uq_ruleset_versions_building",
        "ruleset_versions",
        ["workspace_id"],
        unique=True,
        postgresql_where=sa.text("state = 'building'"),
    )
