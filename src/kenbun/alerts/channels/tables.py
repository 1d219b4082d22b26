from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# A destination: an address of a webhook, of people, of a room.
channels = Table(
    "channels",
    metadata,
    workspace_key(),
    Column("channel_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # what its kind asks for and may be shown
    Column("config", JSONB, nullable=False),
    # what its kind asks for and is never answered again: keys, tokens, addresses that let anybody in
    Column("secrets", JSONB, nullable=False),
    # what is ordered for one that is not waits, for a day
    Column("active", Boolean, nullable=False),
    # why kenbun switched it off; none where people did
    Column("switched_off_because", Text),
    # since when nothing has arrived there
    moment("failing_since", nullable=True),
    # of one that is off: since then, or since it began to fail before that; what has failed from then on was missed
    moment("missed_since", nullable=True),
    # it has asked to be left alone until then
    moment("resting_until", nullable=True),
    moment("created_at"),
    moment("changed_at"),
    CheckConstraint("kind IN ('webhook', 'email', 'slack', 'teams')", name="kind"),
)
Index(
    "uq_channels_name",
    channels.c.workspace_id,
    text("casefold(name COLLATE pg_unicode_fast)"),
    unique=True,
)
