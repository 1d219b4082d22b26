"""Which fields there are, what is copied to them, and where each value came from."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

_TARGET = "target_kind IN ('lead', 'account')"

# What a workspace has beside the standard fields (conditions.fields).
custom_fields = Table(
    "custom_fields",
    metadata,
    workspace_key(),
    Column("field_id", Uuid, primary_key=True),
    Column("target_kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    # text, number, boolean or date
    Column("type", Text, nullable=False),
    moment("created_at"),
    # once it is being removed: its values go in the background, then this row
    moment("removing_since", nullable=True),
    UniqueConstraint("workspace_id", "target_kind", "name"),
    CheckConstraint(_TARGET, name="target_kind"),
    CheckConstraint("type IN ('text', 'number', 'boolean', 'date')", name="type"),
)

# What is copied where: see mappings.py. Whoever changes these, or custom_fields, moves workspaces.mapping_version on.
mappings = Table(
    "mappings",
    metadata,
    workspace_key(),
    Column("mapping_id", Uuid, primary_key=True),
    # of what one call says about a field, the first counts
    Column("position", Integer, nullable=False),
    Column("source_kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("event_type", Text),
    Column("target_kind", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("update", Text, nullable=False),
    moment("created_at"),
    CheckConstraint("source_kind IN ('metadata', 'trait', 'lead_field')", name="source_kind"),
    CheckConstraint(_TARGET, name="target_kind"),
    CheckConstraint("\"update\" IN ('always_latest', 'only_if_empty')", name="update"),
)

# Values that did not fit the field's type: counted by the pipeline, so in a row of their own.
mapping_misfits = Table(
    "mapping_misfits",
    metadata,
    workspace_key(references=False),
    Column("mapping_id", Uuid, primary_key=True),
    Column("count", BigInteger, nullable=False),
    # the beginning of the last one, as JSON
    Column("sample", Text, nullable=False),
    moment("seen_at"),
)

# A mapping being applied to what is stored: the row is the job (backwards.py).
mapping_jobs = Table(
    "mapping_jobs",
    metadata,
    workspace_key(),
    Column("job_id", Uuid, primary_key=True),
    Column("mapping_id", Uuid, nullable=False),
    # reading, settling, done or failed
    Column("state", Text, nullable=False),
    # up to where has been read; whose values have been settled is gone from mapping_candidates
    Column("cursor", Text),
    # rows read, of how many there were at the start
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("total", BigInteger, nullable=False),
    # leads or accounts that show another value
    Column("changed", BigInteger, nullable=False, server_default="0"),
    Column("misfits", BigInteger, nullable=False, server_default="0"),
    Column("error", Text),
    moment("created_at"),
    Column("created_by", Text, nullable=False),
    moment("ended_at", nullable=True),
    ForeignKeyConstraint(
        ["workspace_id", "mapping_id"],
        ["mappings.workspace_id", "mappings.mapping_id"],
        ondelete="CASCADE",
    ),
    Index("ix_mapping_jobs_mapping", "workspace_id", "mapping_id", "created_at"),
)
Index(
    "uq_mapping_jobs_running",
    mapping_jobs.c.workspace_id,
    unique=True,
    postgresql_where=mapping_jobs.c.state.in_(["reading", "settling"]),
)

# What a job has found for each lead or account: the best value so far.
mapping_candidates = Table(
    "mapping_candidates",
    metadata,
    workspace_key(references=False),
    Column("job_id", Uuid, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("behaviour", Text, nullable=False),
    moment("happened_at"),
    Column("message_id", Text(collation="C"), nullable=False),
)

# What calls have said about each field: see assertions.py for which of two stands. A value of null: it was emptied.
field_values = Table(
    "field_values",
    metadata,
    workspace_key(references=False),
    # lead (an own one: see identity.tables) or account
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

# What people have set: shown in place of what calls say, until it is released. A value of null, of leads that are
# merged with others: it was released, so that none is shown that was set for one of the others before.
hand_values = Table(
    "hand_values",
    metadata,
    workspace_key(references=False),
    Column("subject", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    moment("set_at"),
    Column("set_by", Text, nullable=False),
)

# One row for each time a field showed another value; null from when on it shows none. Of leads each is told as if it
# were not merged with others; what roots of merged leads showed stands beside that.
field_changes = Table(
    "field_changes",
    metadata,
    workspace_key(references=False),
    Column("change_id", BigInteger, Identity(always=True), primary_key=True),
    # lead (an own one), account, or merged (a root that others are shown in)
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
