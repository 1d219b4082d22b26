"""Views and columns belong to a list: that of leads, or that of accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("columns", "views"):
        op.rename_table(f"lead_{table}", f"list_{table}")
        op.add_column(f"list_{table}", sa.Column("list", sa.Text(), server_default="leads", nullable=False))
        op.alter_column(f"list_{table}", "list", server_default=None)
    _rename("list_views", "pk_lead_views", "pk_list_views")
    _rename("list_views", "fk_lead_views_workspace_id", "fk_list_views_workspace_id")
    _rename("list_columns", "fk_lead_columns_workspace_id", "fk_list_columns_workspace_id")
    _rename("list_columns", "fk_lead_columns_workspace_id_user_id", "fk_list_columns_workspace_id_user_id")
    op.drop_constraint("uq_lead_views_workspace_id_name", "list_views")
    op.create_unique_constraint(
        op.f("uq_list_views_workspace_id_list_name"), "list_views", ["workspace_id", "list", "name"]
    )
    op.drop_constraint("pk_lead_columns", "list_columns")
    op.create_primary_key(op.f("pk_list_columns"), "list_columns", ["workspace_id", "user_id", "list"])


def _rename(table: str, before: str, after: str) -> None:
    op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {before} TO {after}")
