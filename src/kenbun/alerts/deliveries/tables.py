from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# One thing to be told to one destination, or to be done.
deliveries = Table(
    "deliveries",
    metadata,
    workspace_key(),
    Column("delivery_id", Uuid, primary_key=True),
    # where it goes; none where it is an act, or a letter: mail of kenbun's own, with a link that is a secret
    Column("channel_id", Uuid),
    # whom of its people, if it is one of e-mail; whom the letter is for
    Column("recipient", Text),
    # what is to be done, as an output of a trigger has it
    Column("act", JSONB(none_as_null=True)),
    Column("firing_id", Uuid),
    # what it tells of: a kind of trigger, or a test; an invitation or a reset, if it is a letter
    Column("kind", Text, nullable=False),
    # what is told, as it was when it was first tried: each further attempt says the same; of a letter until it is over
    Column("body", JSONB(none_as_null=True)),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    moment("created_at"),
    # when the attempts of now began: it is given up a day later
    moment("tried_since"),
    moment("next_try_at"),
    # somebody is at it; who does not say how it went by then is taken to have died
    moment("claimed_until", nullable=True),
    moment("delivered_at", nullable=True),
    # a line on how the last attempt went
    Column("last_answer", Text),
    CheckConstraint("state IN ('waiting', 'delivered', 'failed', 'cancelled')", name="state"),
    Index("ix_deliveries_channel", "workspace_id", "channel_id", "delivery_id"),
    Index("ix_deliveries_firing", "workspace_id", "firing_id"),
    postgresql_with={"fillfactor": "80"},
)
Index(
    "ix_deliveries_waiting",
    deliveries.c.workspace_id,
    deliveries.c.channel_id,
    deliveries.c.next_try_at,
    postgresql_where=deliveries.c.state == "waiting",
)
Index(
    "ix_deliveries_letters",
    deliveries.c.workspace_id,
    deliveries.c.next_try_at,
    postgresql_where=(deliveries.c.state == "waiting")
    & deliveries.c.channel_id.is_(None)
    & deliveries.c.act.is_(None),
)
Index(
    "ix_deliveries_failed",
    deliveries.c.workspace_id,
    deliveries.c.delivery_id,
    postgresql_where=deliveries.c.state == "failed",
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    workspace_key(references=False),
    Column("delivery_id", Uuid, primary_key=True),
    # from 1
    Column("number", Integer, primary_key=True),
    moment("at"),
    Column("took_ms", Integer, nullable=False),
    # of HTTP, or of the mail server; none where nothing was answered
    Column("status", Integer),
    # what was answered, or what went wrong: at most 1,000 characters
    Column("answer", Text, nullable=False),
)
