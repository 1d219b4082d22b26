"""The time of a lead's last event goes: nothing reads it, and every event wrote it."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("leads", "last_event_at")
