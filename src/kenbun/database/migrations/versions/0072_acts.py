"""Acts on many: of leads, or of accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("lead_acts", "acts")
    for kind in ("pk", "fk", "ck"):
        for name in {"pk": [""], "fk": ["_workspace_id"], "ck": ["_state"]}[kind]:
            op.execute(f"ALTER TABLE acts RENAME CONSTRAINT {kind}_lead_acts{name} TO {kind}_acts{name}")
    for name in ("user", "running"):
        op.execute(f"ALTER INDEX ix_lead_acts_{name} RENAME TO ix_acts_{name}")
    op.add_column("acts", sa.Column("subject", sa.Text(), server_default="lead", nullable=False))
    op.alter_column("acts", "subject", server_default=None)
    op.add_column("acts", sa.Column("leads", sa.Integer(), server_default="0", nullable=False))
    op.drop_constraint("ck_lead_acts_kind", "acts")
    op.create_check_constraint(op.f("ck_acts_subject"), "acts", "subject IN ('lead', 'account')")
    op.create_check_constraint(
        op.f("ck_acts_kind"), "acts", "kind IN ('assign', 'watch', 'delete', 'archive', 'unarchive')"
    )
