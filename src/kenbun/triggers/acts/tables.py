from sqlalchemy import Column, ForeignKeyConstraint, Integer, Table, Uuid

from kenbun.database.tables import metadata, workspace_key

# How many leads a trigger has handed out in turn.
trigger_turns = Table(
    "trigger_turns",
    metadata,
    workspace_key(),
    Column("trigger_id", Uuid, primary_key=True),
    Column("turn", Integer, nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "trigger_id"], ["triggers.workspace_id", "triggers.trigger_id"], ondelete="CASCADE"
    ),
)
