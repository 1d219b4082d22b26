"""Whom something happens to while members are worked out is noted, so that nobody else is looked at twice."""

import sqlalchemy as sa
from alembic import op

revision = "0250"
down_revision = "0240"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "segment_evaluations", sa.Column("noting", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "segment_touched",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("touch_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "touch_id", name=op.f("pk_segment_touched")),
    )
