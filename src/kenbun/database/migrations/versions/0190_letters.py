"""Mail of kenbun's own waits among the deliveries: it is looked for in an index that is empty as a rule."""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0180"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_deliveries_letters",
        "deliveries",
        ["workspace_id", "next_try_at"],
        postgresql_where=sa.text("state = 'waiting' AND channel_id IS NULL AND act IS NULL"),
    )
