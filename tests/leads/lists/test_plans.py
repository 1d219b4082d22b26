"""How PostgreSQL goes about finding leads, where another way would be right as well, and too slow."""

from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql

from kenbun.database import Connection
from kenbun.leads.lists.matching_queries import matching_search
from kenbun.leads.tables import INDEXED_FIELDS, lead_profiles


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
