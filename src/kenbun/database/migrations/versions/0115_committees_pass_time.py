"""Up to when committees have followed what time alone changes."""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("committee_followed", sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("committee_followed", "passed_at")
