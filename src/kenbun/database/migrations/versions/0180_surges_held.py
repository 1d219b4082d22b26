"""What brings a surge about says whether it is news; accounts that wait to be worked out anew had it said so far."""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surge_states", sa.Column("held", sa.Text(), nullable=True))
    op.execute(
        "/* all workspaces */ UPDATE surge_states SET held = 'anew' WHERE since = '1900-01-01 00:00:00+00'"
    )
