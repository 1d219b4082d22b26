from sqlalchemy import BigInteger, Column, Index, Table, Text, Uuid, text
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
    # always the sum of what lists show as its leads' engagement scores: see scoring.account_sums
    Column("engagement_score", BigInteger, nullable=False, server_default="0"),
    # events move the sums: such updates stay within their page (HOT)
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
