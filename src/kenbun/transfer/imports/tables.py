"""A file that was sent, the job that takes it in, and what the job did, so that it can be taken back."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# Kept until its job is done, or for a day where none was started.
import_files = Table(
    "import_files",
    metadata,
    workspace_key(),
    Column("file_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    # decoded
    Column("content", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("separator", Text, nullable=False),
    Column("headers", ARRAY(Text), nullable=False),
    # those below the headings
    Column("rows", Integer, nullable=False),
    moment("created_at"),
)

import_jobs = Table(
    "import_jobs",
    metadata,
    workspace_key(),
    Column("job_id", Uuid, primary_key=True),
    Column("file_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("headers", ARRAY(Text), nullable=False),
    # which column says who it is, and what the others are: see plan.py
    Column("plan", JSONB, nullable=False),
    # running, done, failed, undoing or undone
    Column("state", Text, nullable=False),
    # rows gone through, of how many
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    # rows that made a lead, that were of one known, that were left out; and values that were
    Column("created", Integer, nullable=False, server_default="0"),
    Column("updated", Integer, nullable=False, server_default="0"),
    Column("errors", Integer, nullable=False, server_default="0"),
    Column("warnings", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    moment("created_at"),
    Column("created_by", Text, nullable=False),
    moment("ended_at", nullable=True),
    Index("ix_import_jobs_created", "workspace_id", "created_at"),
)

# Leads that a job made or spoke of. What a job did is written row by row: no key of another table is looked up for it.
import_leads = Table(
    "import_leads",
    metadata,
    workspace_key(references=False),
    Column("job_id", Uuid, primary_key=True),
    Column("lead_id", Uuid, primary_key=True),
    Column("is_new", Boolean, nullable=False),
)

# Of leads and accounts that were there before, what each field held that the job has set: by field, as in field_values,
# or null where it held nothing.
import_values = Table(
    "import_values",
    metadata,
    workspace_key(references=False),
    Column("job_id", Uuid, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("before", JSONB, nullable=False),
    Index("ix_import_values_subject", "workspace_id", "subject_id"),
)

import_aliases = Table(
    "import_aliases",
    metadata,
    workspace_key(references=False),
    Column("job_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("lead_id", Uuid, nullable=False),
)

# Rows that were left out, and values that were; `row` counts as a spreadsheet does, the headings being row 1.
import_errors = Table(
    "import_errors",
    metadata,
    workspace_key(references=False),
    Column("job_id", Uuid, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("column", Text),
    Column("reason", Text, nullable=False),
    Column("lead_id", Uuid),
    Column("cells", ARRAY(Text), nullable=False),
)
