"""Why somebody is in a segment is compared by a number, without reading it: of those there are so far it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0133"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "segment_members", sa.Column("why_key", sa.BigInteger(), nullable=False, server_default="0")
    )
