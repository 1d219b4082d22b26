from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Numeric, SmallInteger, Table, Text, Uuid

from kenbun.database.tables import metadata, moment, workspace_key

# A row for each surge that has begun; without an end: the account surges.
surges = Table(
    "surges",
    metadata,
    workspace_key(references=False),
    Column("account_id", Uuid, primary_key=True),
    moment("started_at", primary_key=True),
    moment("ended_at", nullable=True),
    # between start and end, or so far
    Column("events", Integer, nullable=False),
    Column("leads", Integer, nullable=False),
    Column("primary_channel", Text, nullable=False),
    # the highest ratio, and the most events in one window
    Column("multiplier", Numeric(12, 2), nullable=False),
    Column("peak_events", Integer, nullable=False),
)
Index(
    "ix_surges_open", surges.c.workspace_id, surges.c.account_id, postgresql_where=surges.c.ended_at.is_(None)
)
Index("ix_surges_started", surges.c.workspace_id, surges.c.started_at)

# That an account has begun to surge, as it was noticed: for good, unlike rows of surges, which late events and merges
# rewrite.
surge_beginnings = Table(
    "surge_beginnings",
    metadata,
    workspace_key(references=False),
    # the tick
    moment("at", primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    # why it is no news: it had begun long before, or what was done to the account brought it about
    Column("held", Text),
    Column("events", Integer, nullable=False),
    Column("leads", Integer, nullable=False),
    Column("multiplier", Numeric(12, 2), nullable=False),
)

# What each account's rows have been worked out with, and when they are to be again.
surge_states = Table(
    "surge_states",
    metadata,
    workspace_key(references=False),
    Column("account_id", Uuid, primary_key=True),
    # the rows are those of this time, but for what came since; none: never worked out
    moment("looked_at", nullable=True),
    # so many more events can be counted before a surge could begin
    Column("room", Integer, nullable=False),
    # the earliest event that the rows do not know of; none: they know all
    moment("since", nullable=True),
    # when to look next; none: not before something happens
    moment("due_at", nullable=True),
    Column("surging", Boolean, nullable=False, server_default="false"),
    # why what the next look finds is no news to anybody, if it is that which came in this time that brings it about
    Column("held", Text),
    moment("held_from", nullable=True),
    moment("held_until", nullable=True),
    # how often something came: who worked rows out meanwhile sees that there is more
    Column("marks", BigInteger, nullable=False, server_default="0"),
    postgresql_with={"fillfactor": "80"},
)
Index(
    "ix_surge_states_due",
    surge_states.c.workspace_id,
    surge_states.c.due_at,
    postgresql_where=surge_states.c.due_at.is_not(None),
)

# The numbers of the rule, where they are others than those that every workspace starts with.
surge_settings = Table(
    "surge_settings",
    metadata,
    workspace_key(),
    Column("window_days", SmallInteger, nullable=False),
    Column("baseline_days", SmallInteger, nullable=False),
    Column("history_days", SmallInteger, nullable=False),
    Column("min_events", Integer, nullable=False),
    Column("min_leads", Integer, nullable=False),
    Column("min_average", Numeric(8, 2), nullable=False),
    Column("start_ratio", Numeric(8, 2), nullable=False),
    Column("end_ratio", Numeric(8, 2), nullable=False),
    moment("changed_at"),
)
