"""Lists as PostgreSQL arrays: whatever way they are written, they must arrive as they were."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from kenbun.database import Connection

_TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
_TIMES = st.datetimes(timezones=st.just(UTC))
_COLUMNS: list[tuple[str, st.SearchStrategy[Any]]] = [
    ("text", _TEXTS | st.sampled_from(["NULL", "null", "", " a ", "{}", 'a"b', "a\\b", "a,b", "\u2028"])),
    ("uuid", st.uuids()),
    ("timestamptz", _TIMES),
    ("bigint", st.integers(-(2**63), 2**63 - 1)),
    ("float8", st.floats(allow_nan=False)),
    ("boolean", st.booleans()),
    ("bytea", st.binary(max_size=20)),
]


@pytest.mark.parametrize(("column", "element"), _COLUMNS, ids=[name for name, _ in _COLUMNS])
async def test_a_list_arrives_as_it_was(
    engine: AsyncEngine, column: str, element: st.SearchStrategy[Any]
) -> None:
    """Elements of every type that statements hand over, missing ones among them, come back equal and in order."""
    found: list[list[Any]] = []
    given(st.lists(element | st.none(), max_size=8))(lambda sent: found.append(sent))()  # noqa: PLW0108
    async with engine.connect() as connection:
        for sent in found:
            answer = await connection.execute(text(f"SELECT cast(:sent AS {column}[])"), {"sent": sent})
            assert answer.scalar_one() == sent


async def test_a_time_keeps_its_offset(connection: Connection) -> None:
    """A time in another zone than UTC is the same instant."""
    at = datetime(2026, 3, 1, 12, 30, 1, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    answer = await connection.execute(text("SELECT cast(:sent AS timestamptz[])"), {"sent": [at]})
    assert answer.scalar_one() == [at]


async def test_a_list_that_is_not_plain_is_written_too(connection: Connection) -> None:
    """Lists of lists, empty ones and those of nothing but None go the usual way."""
    for sent in ([[1, 2], [3, 4]], [], [None, None]):
        answer = await connection.execute(text("SELECT cast(:sent AS int[])"), {"sent": sent})
        assert answer.scalar_one() == sent


async def test_a_nul_character_is_refused(connection: Connection) -> None:
    """What PostgreSQL cannot hold raises an error, in place of a text that ends there."""
    with pytest.raises(Exception, match="NUL"):
        await connection.execute(text("SELECT cast(:sent AS text[])"), {"sent": ["a\0b"]})


async def test_several_columns_go_together(connection: Connection) -> None:
    """The way batches are written: one list for each column, unnested side by side."""
    ids = [UUID(int=1), UUID(int=2)]
    rows = await connection.execute(
        text("SELECT * FROM unnest(cast(:ids AS uuid[]), cast(:names AS text[]))"),
        {"ids": ids, "names": ['{"a"}', None]},
    )
    assert [tuple(row) for row in rows] == [(ids[0], '{"a"}'), (ids[1], None)]
