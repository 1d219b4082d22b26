"""Roles that come of what is no news are no news either: accounts that are due say of whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0251"
down_revision = "0250"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("committee_due", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(
        "committee_due", sa.Column("held_leads", ARRAY(sa.Uuid()), server_default="{}", nullable=False)
    )
