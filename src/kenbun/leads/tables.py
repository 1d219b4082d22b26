"""A lead in two rows: a narrow one that every event updates, and one with names and text that events leave alone."""

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

# All that lists filter and sort by. Of the columns that events change only the score is indexed,
# so that most updates stay within their page (HOT).
leads = Table(
    "leads",
    metadata,
    workspace_key(references=False),
    Column("lead_id", Uuid, primary_key=True),
    # the account that is shown, and the one it was found to be where that is merged into another
    Column("account_id", Uuid),
    Column("own_account_id", Uuid),
    # how the account was found, or why there is none: see identity.attribute
    Column("account_basis", Text, nullable=False),
    # the time of the event that named the account, where an event did
    moment("account_at", nullable=True),
    moment("created_at"),
    Column("event_count", Integer, nullable=False, server_default="0"),
    Column("session_count", Integer, nullable=False, server_default="0"),
    # the last event that counts as activity (its channel is not `system`)
    moment("last_active_at", nullable=True),
    Column("engagement_score", BigInteger, nullable=False, server_default="0"),
    # of the fields alone: changes seldom, and no index follows it
    Column("profile_score", BigInteger, nullable=False, server_default="0"),
    # engagement thirty days ago, by today's knowledge: see scoring.history.previous
    Column("previous_score", BigInteger, nullable=False, server_default="0"),
    moment("scored_at"),
    # the earliest time at which the whole number can differ by fading alone; none where nothing fades
    moment("fades_at", nullable=True),
    # the member responsible; each change is a row (owners)
    Column("owner_id", Uuid),
    postgresql_with={"fillfactor": "80"},
)
Index(
    "ix_leads_score",
    leads.c.workspace_id,
    leads.c.engagement_score.desc(),
    leads.c.lead_id,
)
# From an account to its leads, the highest score first: the score moves in the index above, too.
Index(
    "ix_leads_account",
    leads.c.workspace_id,
    leads.c.account_id,
    leads.c.engagement_score.desc(),
    leads.c.lead_id,
)
# Only leads with an owner pay for it when their score moves.
Index(
    "ix_leads_owner", leads.c.workspace_id, leads.c.owner_id, postgresql_where=leads.c.owner_id.is_not(None)
)

# Which account a lead belonged to, and from when on: one row for each time that it changed.
lead_account_changes = Table(
    "lead_account_changes",
    metadata,
    workspace_key(references=False),
    Column("lead_id", Uuid, primary_key=True),
    moment("changed_at", primary_key=True),
    Column("account_id", Uuid),
    Index("ix_lead_account_changes_account", "workspace_id", "account_id"),
)

# Fields by which lists are filtered or sorted most, each with a column and an index of what people sort and compare by:
# a count goes through the index alone, and opens no profile. Events leave them alone, so both cost nothing then.
INDEXED_FIELDS = ("company", "company_size", "country", "email", "industry", "seniority", "title")
LONGEST_KEY = 200


def _key(name: str) -> "Column[str]":
    """Without case, and cut where nobody looks for an order any more, as lists.text_queries.sort_text does."""
    words = f"\"left\"(casefold((fields ->> '{name}') COLLATE pg_unicode_fast), {LONGEST_KEY})"
    return Column(f"{name}_key", Text(collation="pg_unicode_fast"), Computed(words, persisted=True))


# Of whom some key does not say all that the field does.
IS_CUT = text(f"greatest({', '.join(f'length({name}_key)' for name in INDEXED_FIELDS)}) = {LONGEST_KEY}")


lead_profiles = Table(
    "lead_profiles",
    metadata,
    workspace_key(references=False),
    Column("lead_id", Uuid, primary_key=True),
    # what is shown: name, else first and last name, else e-mail, else the strongest alias
    Column("name", Text, nullable=False),
    # {"title": "VP Engineering", …}: the standard and the custom fields, typed
    Column("fields", JSONB, nullable=False, server_default="{}"),
    # name, aliases and company, case folded: what typing in the search box looks through
    Column("search", Text, nullable=False),
    *(_key(name) for name in INDEXED_FIELDS),
    # as people sort: without case; a name can be longer than an entry of an index
    Index(
        "ix_lead_profiles_name",
        "workspace_id",
        text('"left"(casefold(name COLLATE pg_unicode_fast), 200)'),
    ),
    *(Index(f"ix_lead_profiles_{name}", "workspace_id", f"{name}_key", "lead_id") for name in INDEXED_FIELDS),
    Index("ix_lead_profiles_cut", "workspace_id", "lead_id", postgresql_where=IS_CUT),
    # btree_gin carries the tenant's key into the trigram index
    Index(
        "ix_lead_profiles_search",
        "workspace_id",
        "search",
        postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    ),
)
