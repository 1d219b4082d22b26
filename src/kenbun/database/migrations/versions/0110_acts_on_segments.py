"""Acts on many at once put leads and accounts into segments, and take them out."""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0105"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("acts", sa.Column("segment_id", sa.Uuid(), nullable=True))
    op.drop_constraint(op.f("ck_acts_kind"), "acts")
    op.create_check_constraint(
        op.f("ck_acts_kind"),
        "acts",
        "kind IN ('assign', 'watch', 'delete', 'archive', 'unarchive', 'assign_account', 'create_accounts',"
        " 'dismiss', 'undismiss', 'add_to_segment', 'keep_out_of_segment', 'remove_from_segment')",
    )
