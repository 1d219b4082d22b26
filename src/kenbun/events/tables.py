"""What came in, what is still to be worked on, what could not be used, and the sessions events make."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
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

event_types = Table(
    "event_types",
    metadata,
    workspace_key(),
    Column("type_id", Integer, Identity(always=True), primary_key=True),
    # folded by case and separators: page_view, Page View and page-view are one type
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("hidden", Boolean, nullable=False, server_default="false"),
    moment("created_at"),
    UniqueConstraint("workspace_id", "key"),
)

# A call accepted and not yet worked on; deleted by the transaction that works on it.
event_inbox = Table(
    "event_inbox",
    metadata,
    workspace_key(references=False),
    # UUIDv7 made at receipt: their order is the order of receipt
    Column("event_id", Uuid, primary_key=True),
    # event, identify, group or alias: the last three set fields and join aliases but are not events
    Column("kind", Text, nullable=False),
    Column("event_type", Text),
    Column("message_id", Text, nullable=False),
    moment("happened_at"),
    moment("accepted_at"),
    Column("lead_id", Uuid),
    # [[kind, value], …], normalised, in the order in which they came
    Column("aliases", JSONB, nullable=False),
    Column("account_key", Text),
    Column("account_name", Text),
    Column("channel", Text),
    Column("campaign", Text),
    Column("metadata", JSONB, nullable=False),
    # of identify calls the lead's, of group calls the account's; context traits of other calls
    Column("traits", JSONB),
    Column("source_id", Uuid),
    # moves scores, and nobody is told: a file that is taken in, history that filters set free
    Column("silent", Boolean, nullable=False, server_default="false"),
)

# The message ids ever taken in, as hashes: the same one again changes nothing, even after an erasure.
message_ids = Table(
    "message_ids",
    metadata,
    workspace_key(references=False),
    Column("message_hash", Uuid, primary_key=True),
)

rejected_events = Table(
    "rejected_events",
    metadata,
    workspace_key(),
    Column("rejected_id", Uuid, primary_key=True),
    moment("received_at"),
    Column("reason", Text, nullable=False),
    Column("field", Text),
    # accept: never entered; pipeline: accepted, and failed on the way
    Column("stage", Text, nullable=False),
    # which reading of the payload a retry takes: ingest, or the Segment call's name
    Column("protocol", Text, nullable=False),
    # ASCII JSON text, not JSONB: what is wrong with it may be that JSONB cannot hold it
    Column("payload", Text, nullable=False),
    Column("source_id", Uuid),
)

events = Table(
    "events",
    metadata,
    workspace_key(references=False),
    Column("event_id", Uuid, primary_key=True),
    # the root (see identity.tables); none where it was suppressed and nobody was known who did it
    Column("lead_id", Uuid),
    # who did it, where that lead is merged into another
    Column("own_lead_id", Uuid),
    moment("happened_at"),
    # the tick of the transaction that recorded it: from then on it was known
    moment("received_at"),
    Column("type_id", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message_id", Text(collation="C"), nullable=False),
    Column("campaign", Text),
    Column("account_key", Text),
    Column("metadata", JSONB, nullable=False),
    # why filters keep it from scoring (see filters/); none: they do not
    Column("suppressed", Text),
    # as in the inbox
    Column("silent", Boolean, nullable=False, server_default="false"),
    # both with what lists are filtered by, so that pages and counts by day are found in them alone
    Index(
        "ix_events_lead",
        "workspace_id",
        "lead_id",
        "happened_at",
        postgresql_include=["type_id", "channel", "suppressed"],
    ),
    Index(
        "ix_events_time",
        "workspace_id",
        "happened_at",
        postgresql_include=["type_id", "channel", "suppressed"],
    ),
    # with whose they are: conditions count how often everybody has done something
    Index(
        "ix_events_type",
        "workspace_id",
        "type_id",
        "happened_at",
        postgresql_include=["lead_id", "channel", "suppressed"],
    ),
)
Index(
    "ix_events_campaign",
    events.c.workspace_id,
    events.c.campaign,
    events.c.happened_at,
    postgresql_where=events.c.campaign.is_not(None),
)
Index(
    "ix_events_suppressed",
    events.c.workspace_id,
    events.c.happened_at,
    postgresql_where=events.c.suppressed.is_not(None),
)

# Which types of events a lead has done, of those that filters let through: a row each, not one for each event.
lead_event_types = Table(
    "lead_event_types",
    metadata,
    workspace_key(references=False),
    Column("type_id", Integer, primary_key=True),
    Column("lead_id", Uuid, primary_key=True),
    # what the leads of an account have done is answered by the index alone
    Index("ix_lead_event_types_lead", "workspace_id", "lead_id", "type_id"),
)

sessions = Table(
    "sessions",
    metadata,
    workspace_key(references=False),
    Column("lead_id", Uuid, primary_key=True),
    # a lead's sessions never overlap, so the start tells them apart; it seldom changes
    moment("started_at", primary_key=True),
    Column("session_id", Uuid, nullable=False),
    moment("ended_at"),
    Column("event_count", Integer, nullable=False),
    Column("channels", ARRAY(Text), nullable=False),
    Index("ix_sessions_time", "workspace_id", "started_at"),
)

# The sessions of leads that have been merged, as they were before: they come back under their ids.
kept_sessions = Table(
    "kept_sessions",
    metadata,
    workspace_key(),
    Column("lead_id", Uuid, primary_key=True),
    moment("started_at", primary_key=True),
    Column("session_id", Uuid, nullable=False),
)
