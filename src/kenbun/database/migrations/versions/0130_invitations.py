"""Links that invite an address, seen by an admin or not; write keys that are changed while the former one holds on."""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0126"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "signin_links", sa.Column("link_id", sa.Uuid(), nullable=False, server_default=sa.text("uuidv7()"))
    )
    op.alter_column("signin_links", "link_id", server_default=None)
    op.add_column("signin_links", sa.Column("email", sa.Text(), nullable=True))
    op.add_column("signin_links", sa.Column("shown_to", sa.Uuid(), nullable=True))
    op.add_column(
        "signin_links", sa.Column("created_by", sa.Text(), nullable=False, server_default="command line")
    )
    op.create_unique_constraint(
        op.f("uq_signin_links_workspace_id_link_id"), "signin_links", ["workspace_id", "link_id"]
    )
    op.create_index(
        "uq_signin_links_invited",
        "signin_links",
        ["workspace_id", "email"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL"),
    )
    op.add_column("sources", sa.Column("former_key_hash", sa.LargeBinary(), nullable=True))
    op.add_column("sources", sa.Column("former_key_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sources", sa.Column("key_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint(
        op.f("uq_sources_workspace_id_former_key_hash"), "sources", ["workspace_id", "former_key_hash"]
    )
