"""Calls that move scores, and of which nobody is told."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event_inbox", sa.Column("silent", sa.Boolean(), server_default="false", nullable=False))
