"""Where each field's value came from."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# The value each field has now: see mapping.behaviour for which of two assertions stands.
field_values = Table(
    "field_values",
    metadata,
    workspace_key(references=False),
    # lead or account
    Column("subject", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    # latest or if_empty
    Column("behaviour", Text, nullable=False),
    moment("happened_at"),
    Column("message_id", Text(collation="C"), nullable=False),
    # the trait or metadata key it was read from: "traits.title", "metadata.industry"
    Column("origin", Text, nullable=False),
    postgresql_with={"fillfactor": "80"},
)

# One row for each time a field's value became another.
field_changes = Table(
    "field_changes",
    metadata,
    workspace_key(references=False),
    Column("change_id", BigInteger, Identity(always=True), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", JSONB, nullable=False),
    moment("happened_at"),
    moment("changed_at"),
    Column("origin", Text, nullable=False),
    Index(
        "ix_field_changes_subject",
        "workspace_id",
        "subject",
        "subject_id",
        "field",
        "changed_at",
    ),
)
