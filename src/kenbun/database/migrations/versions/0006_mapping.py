"""Mappings and custom fields, values set by hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# As they stood in code until now.
SEED = """
    /* all workspaces */
    INSERT INTO mappings (workspace_id, mapping_id, position, source_kind, key, event_type, target_kind, field,
                          "update", created_at)
    SELECT w.workspace_id, uuidv7(), row_number() OVER (PARTITION BY w.workspace_id ORDER BY t.place, k.place),
           t.source, k.key, t.event_type, t.target, t.field, t.update, now()
    FROM workspaces w, (VALUES
        (1, 'trait', NULL, 'lead', 'name', 'name full_name fullName', 'always_latest'),
        (2, 'trait', NULL, 'lead', 'first_name', 'first_name firstName firstname', 'always_latest'),
        (3, 'trait', NULL, 'lead', 'last_name', 'last_name lastName lastname', 'always_latest'),
        (4, 'trait', NULL, 'lead', 'email', 'email', 'always_latest'),
        (5, 'trait', NULL, 'lead', 'phone', 'phone', 'always_latest'),
        (6, 'trait', NULL, 'lead', 'title', 'title job_title jobTitle position', 'always_latest'),
        (7, 'trait', NULL, 'lead', 'seniority', 'seniority', 'always_latest'),
        (8, 'trait', NULL, 'lead', 'department', 'department', 'always_latest'),
        (9, 'trait', NULL, 'lead', 'company', 'company.name company company_name companyName', 'always_latest'),
        (10, 'trait', NULL, 'lead', 'industry', 'industry company.industry', 'always_latest'),
        (11, 'trait', NULL, 'lead', 'company_size', 'company_size companySize company.size company.employee_count',
         'always_latest'),
        (12, 'trait', NULL, 'lead', 'country', 'country address.country', 'always_latest'),
        (13, 'trait', NULL, 'lead', 'city', 'city address.city', 'always_latest'),
        (14, 'trait', NULL, 'lead', 'lifecycle_stage', 'lifecycle_stage lifecycleStage', 'always_latest'),
        (15, 'trait', 'identify', 'account', 'name', 'company.name company_name companyName', 'always_latest'),
        (16, 'trait', 'identify', 'account', 'industry', 'company.industry', 'always_latest'),
        (17, 'trait', 'identify', 'account', 'employees', 'company.employee_count company.employees', 'always_latest'),
        (18, 'trait', 'identify', 'account', 'plan', 'company.plan', 'always_latest'),
        (19, 'trait', NULL, 'account', 'name', 'name company_name', 'always_latest'),
        (20, 'trait', NULL, 'account', 'domain', 'domain website', 'always_latest'),
        (21, 'trait', NULL, 'account', 'industry', 'industry', 'always_latest'),
        (22, 'trait', NULL, 'account', 'company_size', 'company_size companySize size', 'always_latest'),
        (23, 'trait', NULL, 'account', 'employees', 'employees employee_count', 'always_latest'),
        (24, 'trait', NULL, 'account', 'revenue', 'revenue annual_revenue annualRevenue', 'always_latest'),
        (25, 'trait', NULL, 'account', 'country', 'country address.country', 'always_latest'),
        (26, 'trait', NULL, 'account', 'plan', 'plan', 'always_latest'),
        (27, 'trait', NULL, 'account', 'account_status', 'account_status accountStatus status', 'always_latest'),
        (28, 'metadata', NULL, 'lead', 'first_name', 'first_name', 'always_latest'),
        (29, 'metadata', NULL, 'lead', 'last_name', 'last_name', 'always_latest'),
        (30, 'metadata', NULL, 'lead', 'title', 'job_title', 'always_latest'),
        (31, 'metadata', NULL, 'lead', 'seniority', 'seniority', 'always_latest'),
        (32, 'metadata', NULL, 'lead', 'department', 'department', 'always_latest'),
        (33, 'metadata', NULL, 'lead', 'company', 'company_name company', 'always_latest'),
        (34, 'metadata', NULL, 'lead', 'industry', 'industry', 'always_latest'),
        (35, 'metadata', NULL, 'lead', 'company_size', 'company_size', 'always_latest'),
        (36, 'metadata', NULL, 'lead', 'country', 'country', 'always_latest'),
        (37, 'metadata', NULL, 'lead', 'city', 'city', 'always_latest'),
        (38, 'metadata', NULL, 'lead', 'lifecycle_stage', 'lifecycle_stage', 'always_latest'),
        (39, 'metadata', NULL, 'lead', 'email', 'email', 'only_if_empty'),
        (40, 'metadata', NULL, 'lead', 'phone', 'phone', 'only_if_empty'),
        (41, 'metadata', NULL, 'account', 'name', 'account_name company_name', 'always_latest'),
        (42, 'metadata', NULL, 'account', 'industry', 'industry', 'always_latest'),
        (43, 'metadata', NULL, 'account', 'company_size', 'company_size', 'always_latest'),
        (44, 'metadata', NULL, 'account', 'employees', 'employees', 'always_latest'),
        (45, 'metadata', NULL, 'account', 'revenue', 'revenue', 'always_latest'),
        (46, 'metadata', NULL, 'account', 'country', 'country', 'always_latest'),
        (47, 'metadata', NULL, 'account', 'plan', 'plan', 'always_latest'),
        (48, 'metadata', NULL, 'account', 'account_status', 'account_status', 'always_latest')
    ) AS t (place, source, event_type, target, field, keys, update),
    string_to_table(t.keys, ' ') WITH ORDINALITY AS k (key, place)
"""


def upgrade() -> None:
    op.add_column(
        "workspaces", sa.Column("mapping_version", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "custom_fields",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("field_id", sa.Uuid(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removing_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("target_kind IN ('lead', 'account')", name=op.f("ck_custom_fields_target_kind")),
        sa.CheckConstraint(
            "type IN ('text', 'number', 'boolean', 'date')", name=op.f("ck_custom_fields_type")
        ),
        _of_workspace("custom_fields"),
        sa.PrimaryKeyConstraint("workspace_id", "field_id", name=op.f("pk_custom_fields")),
        sa.UniqueConstraint(
            "workspace_id", "target_kind", "name", name=op.f("uq_custom_fields_workspace_id_target_kind_name")
        ),
    )
    op.create_table(
        "mappings",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("mapping_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("update", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source_kind IN ('metadata', 'trait', 'lead_field')", name=op.f("ck_mappings_source_kind")
        ),
        sa.CheckConstraint("target_kind IN ('lead', 'account')", name=op.f("ck_mappings_target_kind")),
        sa.CheckConstraint(
            "\"update\" IN ('always_latest', 'only_if_empty')", name=op.f("ck_mappings_update")
        ),
        _of_workspace("mappings"),
        sa.PrimaryKeyConstraint("workspace_id", "mapping_id", name=op.f("pk_mappings")),
    )
    op.create_table(
        "mapping_misfits",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("mapping_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "mapping_id", name=op.f("pk_mapping_misfits")),
    )
    op.create_table(
        "mapping_jobs",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("mapping_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("misfits", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "mapping_id"],
            ["mappings.workspace_id", "mappings.mapping_id"],
            name=op.f("fk_mapping_jobs_workspace_id_mapping_id"),
            ondelete="CASCADE",
        ),
        _of_workspace("mapping_jobs"),
        sa.PrimaryKeyConstraint("workspace_id", "job_id", name=op.f("pk_mapping_jobs")),
    )
    op.create_index("ix_mapping_jobs_mapping", "mapping_jobs", ["workspace_id", "mapping_id", "created_at"])
    op.create_index(
        "uq_mapping_jobs_running",
        "mapping_jobs",
        ["workspace_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('reading', 'settling')"),
    )
    op.create_table(
        "mapping_candidates",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("behaviour", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "job_id", "subject_id", name=op.f("pk_mapping_candidates")),
    )
    op.create_table(
        "hand_values",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "subject", "subject_id", "field", name=op.f("pk_hand_values")
        ),
    )
    op.execute(SEED)


def _of_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )
