"""Who edited levels, and which version an edit brought back."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("level_sets", sa.Column("created_by", sa.Text(), nullable=False, server_default="kenbun"))
    op.add_column("level_sets", sa.Column("restored_from", sa.Integer(), nullable=True))
