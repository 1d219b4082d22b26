"""How often everybody has done something of a type is counted in the index by type alone."""

from alembic import op

revision = "0105"
down_revision = "0101"
branch_labels = None
depends_on = None

_KEY = ["workspace_id", "type_id", "happened_at"]


def upgrade() -> None:
    op.drop_index("ix_events_type", "events")
    op.create_index("ix_events_type", "events", _KEY, postgresql_include=["lead_id", "channel", "suppressed"])


def downgrade() -> None:
    op.drop_index("ix_events_type", "events")
    op.create_index("ix_events_type", "events", _KEY)
