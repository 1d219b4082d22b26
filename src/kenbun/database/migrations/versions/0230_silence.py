"""What is no news is judged behind news: up to where."""

import sqlalchemy as sa
from alembic import op

revision = "0230"
down_revision = "0211"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trigger_rounds", sa.Column("silent_at", sa.TIMESTAMP(timezone=True)))
    op.add_column("trigger_rounds", sa.Column("silent_subject_id", sa.Uuid()))
    op.execute("""
        UPDATE trigger_rounds /* all workspaces */
        SET silent_at = judged_until, silent_subject_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
    """)
