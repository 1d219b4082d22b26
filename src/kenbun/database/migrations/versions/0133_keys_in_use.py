"""When a write key was last used, and the former one beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0133"
down_revision = "0132"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sources", sa.Column("former_key_used_at", sa.DateTime(timezone=True), nullable=True))
