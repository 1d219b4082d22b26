"""What some leads have done is read from the index alone."""

from alembic import op

revision = "0211"
down_revision = "0210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_lead_event_types_lead", "lead_event_types")
    op.create_index("ix_lead_event_types_lead", "lead_event_types", ["workspace_id", "lead_id", "type_id"])
