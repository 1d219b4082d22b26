"""Jobs keep by which token, and from where, they were begun: the audit log says so of all that they do."""

import sqlalchemy as sa
from alembic import op

revision = "0270"
down_revision = "0260"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("acts", "event_deletions"):
        op.add_column(table, sa.Column("token_id", sa.Uuid(), nullable=True))
        op.add_column(table, sa.Column("address", sa.Text(), nullable=True))
