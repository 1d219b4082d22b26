"""An index that leads to people in the order of their addresses."""

from alembic import op
from sqlalchemy import text

revision = "0090"
down_revision = "0087"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = text("\"left\"(casefold((fields ->> 'email') COLLATE pg_unicode_fast), 200)")
    op.create_index("ix_lead_profiles_email", "lead_profiles", ["workspace_id", words, "lead_id"])
