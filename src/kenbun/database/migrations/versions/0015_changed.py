"""How many scores a publish changed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ruleset_versions", sa.Column("changed", sa.Integer(), nullable=True))
