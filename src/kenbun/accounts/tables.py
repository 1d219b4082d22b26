from sqlalchemy import BigInteger, Column, Computed, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

accounts = Table(
    "accounts",
    metadata,
    workspace_key(),
    Column("account_id", Uuid, primary_key=True),
    # the `account_id` that events carry, as the customer's systems know it
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
    # what typing in the search box looks through
    Column(
        "search",
        Text,
        Computed(
            "casefold((name || ' ' || coalesce(domain, '') || ' ' || coalesce(account_key, ''))"
            " COLLATE pg_unicode_fast)",
            persisted=True,
        ),
        nullable=False,
    ),
    # events move what it shows of its leads: such updates stay within their page (HOT)
    postgresql_with={"fillfactor": "80"},
)
Index(
    "uq_accounts_key",
    accounts.c.workspace_id,
    accounts.c.account_key,
    unique=True,
    postgresql_where=accounts.c.account_key.is_not(None),
)
Index(
    "uq_accounts_domain",
    accounts.c.workspace_id,
    accounts.c.domain,
    unique=True,
    postgresql_where=accounts.c.domain.is_not(None),
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
