"""Accounts; what they are known by; and which are shown as one.

A merge is a link, as it is for leads (identity.tables): each account of a merged group goes on being one of its own (an
*own account*), to which aliases, leads and values belong, while lists, scores and pages know the *root* alone. Columns
named `account_id` hold the root where rows are about what is shown (here, and in `leads`), with the own account in a
nullable `own_account_id` where it is another; and the own account where rows are about what was said (`lead_parts`,
values of fields).
"""

from sqlalchemy import BigInteger, Column, Computed, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

accounts = Table(
    "accounts",
    metadata,
    workspace_key(),
    Column("account_id", Uuid, primary_key=True),
    # the first of its aliases of each kind, its own before those of accounts merged into it: an `account_id` that
    # events carry, and a domain
    Column("account_key", Text),
    Column("domain", Text),
    Column("name", Text, nullable=False),
    Column("fields", JSONB, nullable=False, server_default="{}"),
    moment("created_at"),
    # of the fields alone, by the primary account ruleset
    Column("account_score", BigInteger, nullable=False, server_default="0"),
    # of what lists show of its leads, always: see scoring.account_sums
    Column("engagement_score", BigInteger, nullable=False, server_default="0"),
    Column("lead_count", Integer, nullable=False, server_default="0"),
    Column("session_count", Integer, nullable=False, server_default="0"),
    moment("last_active_at", nullable=True),
    # of the lead with the highest score
    Column("owner_id", Uuid),
    # out of lists, with its leads, until one of them is active; never earlier than the last activity
    moment("archived_at", nullable=True),
    # what typing in the search box looks through, beside the aliases
    Column(
        "search",
        Text,
        Computed(
            "casefold((name || ' ' || coalesce(fields ->> 'domain', '')) COLLATE pg_unicode_fast)",
            persisted=True,
        ),
        nullable=False,
    ),
    # events move what it shows of its leads: such updates stay within their page (HOT)
    postgresql_with={"fillfactor": "80"},
)
# Leads are sorted by these of their accounts. Events move neither.
Index("ix_accounts_score", accounts.c.workspace_id, accounts.c.account_score, accounts.c.account_id)
Index(
    "ix_accounts_name",
    accounts.c.workspace_id,
    text('"left"(casefold(name COLLATE pg_unicode_fast), 200)'),
    accounts.c.account_id,
)
Index(
    "ix_accounts_archived",
    accounts.c.workspace_id,
    accounts.c.account_id,
    postgresql_where=accounts.c.archived_at.is_not(None),
)

# By what accounts are found. Whoever makes an account, or gives it an id or a domain, adds the row.
account_aliases = Table(
    "account_aliases",
    metadata,
    workspace_key(references=False),
    # id (as the customer's systems know it), domain (registrable), or company (a normalised name)
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    # the root, and the own account where that is another
    Column("account_id", Uuid, nullable=False),
    Column("own_account_id", Uuid),
    moment("created_at"),
    # who added it by hand; none: calls did
    Column("created_by", Text),
    Index("ix_account_aliases_account", "workspace_id", "account_id"),
)

# The accounts of merged groups, roots among them. What is not merged has no row.
account_parts = Table(
    "account_parts",
    metadata,
    workspace_key(),
    Column("account_id", Uuid, primary_key=True),
    Column("root_id", Uuid, nullable=False),
    # the link by which it is merged; none: it is the root
    Column("merge_id", Uuid),
    moment("created_at"),
    Index("ix_account_parts_root", "workspace_id", "root_id"),
)

# Which root each merged account was shown in, and from when to when (ticks); without an end: it is.
account_roots = Table(
    "account_roots",
    metadata,
    workspace_key(),
    Column("account_id", Uuid, primary_key=True),
    moment("held_from", primary_key=True),
    moment("held_to", nullable=True),
    Column("root_id", Uuid, nullable=False),
    Index("ix_account_roots_root", "workspace_id", "root_id", "held_from"),
)

# By what own accounts were found until somebody removed it (ticks): receipts of the past ask for their domains.
removed_account_aliases = Table(
    "removed_account_aliases",
    metadata,
    workspace_key(),
    Column("account_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    moment("held_from", primary_key=True),
    moment("held_to"),
)
