"""A version is of one workspace: without knowing so, the planner holds one of a hundred for a hundredth of its size."""

from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("lead_states", "fit_scores"):
        op.execute(
            f"CREATE STATISTICS st_{table}_version (dependencies) ON workspace_id, version_id FROM {table}"
        )
