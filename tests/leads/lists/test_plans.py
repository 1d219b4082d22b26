"""How PostgreSQL goes about finding leads, where another way would be right as well, and too slow."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql

from kenbun.database import Connection
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.matching_queries import matching_search
from kenbun.leads.lists.page_queries import _ordered
from kenbun.leads.tables import INDEXED_FIELDS, lead_profiles, leads


async def test_a_search_goes_through_the_index_of_trigrams(connection: Connection) -> None:
    """What is typed is compared in the collation of the index: in any other, every profile would be read."""
    found = select(lead_profiles.c.lead_id).where(matching_search(uuid4(), "ada@example"))
    compiled = found.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    statement = str(compiled).replace("%%", "%").replace(":", r"\:")
    await connection.execute(text("SET LOCAL enable_seqscan = off"))
    await connection.execute(text("ALTER TABLE lead_profiles DROP CONSTRAINT pk_lead_profiles"))
    for name in ("name", *INDEXED_FIELDS):
        await connection.execute(text(f"DROP INDEX ix_lead_profiles_{name}"))
    plan = "\n".join((await connection.execute(text(f"EXPLAIN {statement}"))).scalars())
    assert "ix_lead_profiles_search" in plan
    assert "search ~~" in plan.partition("Index Cond:")[2]


@pytest.mark.parametrize("sort", ["title", "-title", "company", "-account_score", "account"])
async def test_an_index_is_walked_in_the_order_of_the_list(connection: Connection, sort: str) -> None:
    """Both ways: to sort all of a million leads for a page of fifty would take a second."""
    found = _ordered(Chosen(uuid4()), select(leads.c.lead_id), sort, keyed=True).limit(50)
    compiled = found.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    for name in ("seqscan", "sort", "hashjoin", "mergejoin", "bitmapscan"):
        await connection.execute(text(f"SET LOCAL enable_{name} = off"))
    statement = str(compiled).replace("%%", "%").replace(":", r"\:")
    plan = "\n".join((await connection.execute(text(f"EXPLAIN {statement}"))).scalars())
    index = {"account_score": "ix_accounts_score", "account": "ix_accounts_name"}
    column = sort.removeprefix("-")
    assert index.get(column, f"ix_lead_profiles_{column}") in plan
    assert "Backward" in plan if sort.startswith("-") else "Backward" not in plan
    # the leads of one account are sorted; no more
    assert "Sort" not in plan.replace("Incremental Sort", "") or column.startswith("account")
