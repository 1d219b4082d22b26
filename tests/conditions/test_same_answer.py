"""For random trees and random data, every reading of a tree means the same."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from kenbun.conditions import parse, to_json, to_words
from tests.conditions.answers import answers
from tests.conditions.trees import EVERYWHERE, trees, worlds
from tests.interpreter.conditions import holds

NOWS = st.sampled_from(
    [
        datetime(2026, 3, 10, 12, 30, tzinfo=UTC),
        datetime(2026, 3, 10, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2025, 11, 2, 4, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    ]
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/Havana", "America/Sao_Paulo", "Asia/Kathmandu", "Atlantic/Azores"]
)


@given(trees, st.data(), NOWS, ZONES)
async def test_sql_answers_as_the_interpreter(
    connection: AsyncConnection, raw: dict, data: st.DataObject, now: datetime, zone: str
) -> None:
    """SQL and the naive interpreter agree on every tree and every value, and SQL never fails."""
    some = data.draw(st.lists(worlds(now, zone), min_size=1, max_size=12))
    tree = parse(raw, allowed=EVERYWHERE)
    async with connection.begin_nested():
        assert await answers(connection, tree, some) == [holds(to_json(tree), world) for world in some]


@given(trees)
def test_a_tree_survives_json(raw: dict) -> None:
    """What `to_json` writes, `parse` reads as the same tree, written the same way again."""
    tree = parse(raw, allowed=EVERYWHERE)
    again = parse(to_json(tree), allowed=EVERYWHERE)
    assert (again, to_json(again)) == (tree, to_json(tree))


@given(trees)
def test_every_tree_has_words(raw: dict) -> None:
    """No tree is left without words."""
    assert to_words(parse(raw, allowed=EVERYWHERE)).strip()
