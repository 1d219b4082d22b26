from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key


def _what_it_says() -> list[Column]:  # type: ignore[type-arg]
    """What a filter looks for; of the two kinds each has its own columns."""
    return [
        # attribute or velocity
        Column("kind", Text, nullable=False),
        # the type as it was written, and folded as event_types.key; none: any event
        Column("event_type", Text),
        Column("type_key", Text),
        # of an attribute filter: on metadata; none: every event of the type
        Column("conditions", JSONB(none_as_null=True)),
        # of a velocity filter
        Column("count", Integer),
        Column("window_seconds", Integer),
        Column("keep_first", Boolean),
    ]


event_filters = Table(
    "event_filters",
    metadata,
    workspace_key(),
    Column("filter_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    *_what_it_says(),
    Column("active", Boolean, nullable=False),
    moment("created_at"),
    # one that is gone goes on naming what it has suppressed
    moment("removed_at", nullable=True),
    CheckConstraint("kind IN ('attribute', 'velocity')", name="kind"),
)

# What each filter said when: events are judged by those that were in force when they came, or when history was.
filter_revisions = Table(
    "filter_revisions",
    metadata,
    workspace_key(),
    Column("filter_id", Uuid, primary_key=True),
    moment("in_force_from", primary_key=True),
    moment("in_force_to", nullable=True),
    *_what_it_says(),
)

# Which filter suppressed which event from when to when (ticks); without an end: it does.
event_suppressions = Table(
    "event_suppressions",
    metadata,
    workspace_key(references=False),
    Column("event_id", Uuid, primary_key=True),
    Column("filter_id", Uuid, primary_key=True),
    moment("held_from", primary_key=True),
    moment("held_to", nullable=True),
    # none where nobody was known who did it
    Column("lead_id", Uuid),
    # metadata_filter, inorganic or inorganic_grouped
    Column("reason", Text, nullable=False),
    Index("ix_event_suppressions_lead", "workspace_id", "lead_id", "held_from"),
)

# What is left of the call of an event that was suppressed and whose aliases were unknown: it made no lead. The event
# stands in `events` without one; where it is freed, both go back into the inbox.
stray_calls = Table(
    "stray_calls",
    metadata,
    workspace_key(references=False),
    Column("event_id", Uuid, primary_key=True),
    moment("accepted_at"),
    Column("aliases", JSONB, nullable=False),
    Column("account_name", Text),
    Column("channel", Text),
    Column("traits", JSONB),
    Column("source_id", Uuid),
)

# How many events each filter suppresses, by the day (UTC) on which they happened.
filter_counts = Table(
    "filter_counts",
    metadata,
    workspace_key(references=False),
    Column("filter_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("suppressed", Integer, nullable=False),
)

# Judging what is stored by the filters of `opened_at`: first strays, then leads in the order of their ids.
filter_jobs = Table(
    "filter_jobs",
    metadata,
    workspace_key(),
    Column("job_id", Uuid, primary_key=True),
    # running or done
    Column("state", Text, nullable=False),
    # the tick at which it was opened
    moment("opened_at"),
    # the last event without a lead, and the last lead, that were judged
    Column("stray_cursor", Uuid),
    Column("lead_cursor", Uuid),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("suppressed", Integer, nullable=False, server_default="0"),
    Column("freed", Integer, nullable=False, server_default="0"),
    Column("leads", Integer, nullable=False, server_default="0"),
    # what went wrong in the last round, which is tried again
    Column("error", Text),
    Column("created_by", Text, nullable=False),
    moment("ended_at", nullable=True),
)
Index(
    "uq_filter_jobs_running",
    filter_jobs.c.workspace_id,
    unique=True,
    postgresql_where=filter_jobs.c.state == "running",
)
