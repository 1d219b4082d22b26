from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from kenbun.database.tables import metadata, moment, workspace_key

# An event of a type, or a field of the lead that shows a value.
conversion_definitions = Table(
    "conversion_definitions",
    metadata,
    workspace_key(),
    Column("definition_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    # the type as it was written, and folded as event_types.key
    Column("event_type", Text),
    Column("type_key", Text),
    # the name of a field of leads, and the value as text; compared without case
    Column("field", Text),
    Column("value", Text),
    moment("created_at"),
    UniqueConstraint("workspace_id", "name"),
    CheckConstraint(
        "(event_type IS NULL) = (type_key IS NULL) AND (field IS NULL) = (value IS NULL)"
        " AND (event_type IS NULL) <> (field IS NULL)",
        name="kind",
    ),
)

# The first that fits the definition, by the time at which it happened, whatever the order of arrival.
conversions = Table(
    "conversions",
    metadata,
    workspace_key(references=False),
    Column("lead_id", Uuid, primary_key=True),
    Column("definition_id", Uuid, primary_key=True),
    moment("at"),
    # of the event; of a field's value none is known
    Column("event_id", Uuid),
    # breaks ties between events at one time
    Column("message_id", Text(collation="C"), nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "definition_id"],
        ["conversion_definitions.workspace_id", "conversion_definitions.definition_id"],
        ondelete="CASCADE",
    ),
    Index("ix_conversions_definition", "workspace_id", "definition_id"),
)
