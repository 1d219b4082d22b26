"""A channel that is off knows from when on it has missed something."""

import sqlalchemy as sa
from alembic import op

revision = "0260"
down_revision = "0251"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channels", sa.Column("missed_since", sa.DateTime(timezone=True), nullable=True))
    # whatever was changed last was, as a rule, that
    op.execute("""
        UPDATE channels SET missed_since = coalesce(failing_since, changed_at) WHERE NOT active
        /* all workspaces */
    """)
