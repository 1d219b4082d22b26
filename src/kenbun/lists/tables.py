from sqlalchemy import Column, ForeignKeyConstraint, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from kenbun.database.tables import metadata, moment, workspace_key

# The columns of a list (leads or accounts) that a member has switched on; none chosen yet: no row.
list_columns = Table(
    "list_columns",
    metadata,
    workspace_key(),
    Column("user_id", Uuid, primary_key=True),
    Column("list", Text, primary_key=True),
    Column("columns", ARRAY(Text), nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "user_id"], ["members.workspace_id", "members.user_id"], ondelete="CASCADE"
    ),
)

# A named query of a list, for everyone in the workspace.
list_views = Table(
    "list_views",
    metadata,
    workspace_key(),
    Column("view_id", Uuid, primary_key=True),
    Column("list", Text, nullable=False),
    Column("name", Text, nullable=False),
    # as the URL has it, in the one spelling that lists.url gives
    Column("query", Text, nullable=False),
    moment("created_at"),
    Column("created_by", Text, nullable=False),
    UniqueConstraint("workspace_id", "list", "name"),
)
