"""What was done to whom is found in the audit log."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_log_subject", "audit_log", ["workspace_id", "subject_kind", "subject_id"])
