"""Settings that alter results: what they were when, and each version of a ruleset with those it was made under."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "workspaces", sa.Column("negative_scores", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("workspaces", sa.Column("next_session_timeout_minutes", sa.Integer(), nullable=True))
    op.add_column("workspaces", sa.Column("rewoven_up_to", sa.Uuid(), nullable=True))
    op.create_table(
        "setting_versions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("negative_scores", sa.Boolean(), nullable=False),
        sa.Column("session_timeout_minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("leads_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leads_total", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name=op.f("fk_setting_versions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_setting_versions")),
    )
    op.create_index(
        "uq_setting_versions_underway",
        "setting_versions",
        ["workspace_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('building', 'weaving')"),
    )
    op.execute("""
        /* all workspaces */
        INSERT INTO setting_versions (workspace_id, number, time_zone, negative_scores, session_timeout_minutes, state,
                                      created_at, created_by, in_force_from)
        SELECT workspace_id, 1, time_zone, false, session_timeout_minutes, 'in_force', created_at, 'kenbun', created_at
        FROM workspaces
    """)
    op.add_column("ruleset_versions", sa.Column("time_zone", sa.Text(), nullable=True))
    op.add_column("ruleset_versions", sa.Column("negative_scores", sa.Boolean(), nullable=True))
    op.add_column("ruleset_versions", sa.Column("setting_version", sa.Integer(), nullable=True))
    op.execute("""
        /* all workspaces */
        UPDATE ruleset_versions v SET time_zone = w.time_zone, negative_scores = false
        FROM workspaces w WHERE w.workspace_id = v.workspace_id
    """)
    op.alter_column("ruleset_versions", "time_zone", nullable=False)
    op.alter_column("ruleset_versions", "negative_scores", nullable=False)
    op.drop_index("uq_ruleset_versions_building", "ruleset_versions")
    op.create_index(
        "uq_ruleset_versions_building",
        "ruleset_versions",
        ["workspace_id", "ruleset_id"],
        unique=True,
        postgresql_where=sa.text("state = 'building'"),
    )
