"""Aliases; leads that are shown as one; and the pairs of leads or accounts that look like one.

A merge is a link: each lead of a merged group goes on being somebody of its own (an *own lead*), to whom aliases,
events and values belong, while lists, scores and pages know the *root* alone. Columns named `lead_id` hold the root
where rows are about what is shown, and the own lead where they are about what was said; a nullable `own_lead_id` beside
a `lead_id` keeps the own lead where it is another than the root.
"""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Table, Text, Uuid

from kenbun.database.tables import metadata, moment, workspace_key

lead_aliases = Table(
    "lead_aliases",
    metadata,
    workspace_key(references=False),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    # the root, and the own lead where that is another
    Column("lead_id", Uuid, nullable=False),
    Column("own_lead_id", Uuid),
    moment("created_at"),
    # the event that brought it
    Column("event_id", Uuid),
    Index("ix_lead_aliases_lead", "workspace_id", "lead_id"),
)

# The leads of merged groups, roots among them, each as it is on its own. Who is neither merged nor given an account by
# hand has no row.
lead_parts = Table(
    "lead_parts",
    metadata,
    workspace_key(),
    Column("lead_id", Uuid, primary_key=True),
    Column("root_id", Uuid, nullable=False),
    # the link by which it is merged; none: it is the root
    Column("merge_id", Uuid),
    moment("created_at"),
    # as in `leads`, by its own events and aliases alone; an own account
    Column("account_id", Uuid),
    Column("account_basis", Text, nullable=False),
    moment("account_at", nullable=True),
    # what people have said of it, and when: an own account, or none, which gives back what calls say
    Column("hand_account_id", Uuid),
    moment("hand_at", nullable=True),
    # the member responsible for it alone; and of a root whether that was decided since others are shown in it
    Column("owner_id", Uuid),
    Column("owner_decided", Boolean, nullable=False, server_default="false"),
    Index("ix_lead_parts_root", "workspace_id", "root_id"),
)

# Which root each merged lead was shown in, and from when to when (ticks); without an end: it is.
lead_roots = Table(
    "lead_roots",
    metadata,
    workspace_key(),
    Column("lead_id", Uuid, primary_key=True),
    moment("held_from", primary_key=True),
    moment("held_to", nullable=True),
    Column("root_id", Uuid, nullable=False),
    Index("ix_lead_roots_root", "workspace_id", "root_id", "held_from"),
)

# Pairs that look like one, each with every reason; `one_id` is the older of the two. Of leads the own leads: a pair is
# shown as that of their roots, if these are two.
suggested_duplicates = Table(
    "suggested_duplicates",
    metadata,
    workspace_key(),
    Column("subject", Text, primary_key=True),
    Column("one_id", Uuid, primary_key=True),
    Column("other_id", Uuid, primary_key=True),
    Column("reason", Text, primary_key=True),
    moment("suggested_at"),
    Index("ix_suggested_duplicates_other", "workspace_id", "subject", "other_id"),
    Index("ix_suggested_duplicates_at", "workspace_id", "subject", "suggested_at"),
)

# What people have said of such pairs, for good; `one_id` is the older here as well.
not_duplicates = Table(
    "not_duplicates",
    metadata,
    workspace_key(),
    Column("subject", Text, primary_key=True),
    Column("one_id", Uuid, primary_key=True),
    Column("other_id", Uuid, primary_key=True),
    moment("said_at"),
    Column("said_by", Text, nullable=False),
    Index("ix_not_duplicates_other", "workspace_id", "subject", "other_id"),
)

# Leads whose names, addresses, phones or accounts have changed since they were last compared with the others.
# Append-only, no unique key: whoever writes a lead must not wait for whoever compares it.
leads_to_compare = Table(
    "leads_to_compare",
    metadata,
    workspace_key(references=False),
    Column("compare_id", BigInteger, Identity(always=True), primary_key=True),
    Column("lead_id", Uuid, nullable=False),
)

# By what leads that are shown can be found to be alike: see merging.alike.
alike_keys = Table(
    "alike_keys",
    metadata,
    workspace_key(),
    # phone, name or mailbox
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("lead_id", Uuid, primary_key=True),
    # of a mailbox what stands before the @; else empty
    Column("local", Text, primary_key=True),
    Index("ix_alike_keys_lead", "workspace_id", "lead_id"),
)

# Likewise of accounts.
accounts_to_compare = Table(
    "accounts_to_compare",
    metadata,
    workspace_key(references=False),
    Column("compare_id", BigInteger, Identity(always=True), primary_key=True),
    Column("account_id", Uuid, nullable=False),
)

# By what accounts that are shown can be found to be alike: see merging.accounts.alike. Names and the beginnings of
# domains are compared by three-letter pieces as well.
account_keys = Table(
    "account_keys",
    metadata,
    workspace_key(),
    # name (a normal one), word (the same without spaces), stem (how a domain begins) or domain (a registrable one)
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Index("ix_account_keys_account", "workspace_id", "account_id"),
)
Index(
    "ix_account_keys_similar",
    account_keys.c.workspace_id,
    account_keys.c.key,
    postgresql_using="gin",
    postgresql_ops={"key": "gin_trgm_ops"},
    postgresql_where=account_keys.c.kind.in_(["name", "stem"]),
)
