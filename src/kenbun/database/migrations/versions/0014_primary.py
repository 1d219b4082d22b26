"""Which ruleset was the primary one when, and rulesets that are gone but were in force once."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "primary_rulesets",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ruleset_id", sa.Uuid(), nullable=False),
        sa.Column("in_force_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ruleset_id"],
            ["rulesets.workspace_id", "rulesets.ruleset_id"],
            name=op.f("fk_primary_rulesets_workspace_id_ruleset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "dimension", "in_force_from", name=op.f("pk_primary_rulesets")
        ),
    )
    op.execute("""
        /* all workspaces */
        INSERT INTO primary_rulesets (workspace_id, dimension, in_force_from, ruleset_id)
        SELECT workspace_id, dimension, '0001-01-02 00:00:00+00', ruleset_id FROM rulesets
        WHERE is_primary AND dimension <> 'inactivity'
    """)
    op.add_column("rulesets", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint("uq_rulesets_workspace_id_dimension_name", "rulesets")
    op.create_index(
        "uq_rulesets_name",
        "rulesets",
        ["workspace_id", "dimension", "name"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
