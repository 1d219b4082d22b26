"""When what is no news came to an account: what came before or after it can begin a surge that is news."""

import sqlalchemy as sa
from alembic import op

revision = "0210"
down_revision = "0190"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surge_states", sa.Column("held_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("surge_states", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "/* all workspaces */ UPDATE surge_states SET held_from = '1900-01-01 00:00:00+00', held_until = now()"
        " WHERE held IS NOT NULL"
    )
