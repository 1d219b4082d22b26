"""Rules of inactivity: what versions were made with, and what states know of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ruleset_versions", sa.Column("decays", postgresql.JSONB(), nullable=True))
    op.add_column("ruleset_versions", sa.Column("decay_version", sa.Integer(), nullable=True))
    op.add_column("lead_states", sa.Column("positive", sa.ARRAY(sa.Double()), nullable=True))
    for name in ("last_active_at", "decayed_until"):
        op.add_column("lead_states", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
