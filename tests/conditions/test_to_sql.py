"""The SQL of a tree, beyond its answers: it binds what people write, and no data makes it fail."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, column, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from kenbun.conditions import OPERATORS, Scope, parse, to_sql
from tests.conditions.answers import answers
from tests.conditions.trees import EVERYWHERE

NOW = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "nothing": None,
    "scalar": 5,
    "text": "x",
    "choices": [5, "x"],
    "bound": 5,
    "range": [4, 5],
    "date": "2026-01-01",
    "days": {"days": 7},
}


def world(value: Any) -> dict[str, Any]:
    return {"metadata": {"v": value}, "now": NOW, "zone": "Europe/Berlin"}


async def answer(connection: AsyncConnection, operator: str, wanted: Any, value: Any) -> Any:
    tree = parse({"field": "metadata.v", "operator": operator, "value": wanted}, allowed=EVERYWHERE)
    return (await answers(connection, tree, [world(value)]))[0]


def test_what_people_write_is_bound_not_spliced() -> None:
    """Field paths and values stand in parameters, never in the text of the statement."""
    marker = "zzz'; --"
    tree = parse(
        {"field": f"metadata.{marker}.{marker}", "operator": "one_of", "value": [marker, 5]},
        allowed=EVERYWHERE,
    )
    scope = Scope(zone=marker, now=NOW, metadata=column("metadata", JSONB))
    assert "zzz" not in str(to_sql(tree, scope).compile(dialect=postgresql.dialect()))


def test_a_source_out_of_reach_is_an_error() -> None:
    """A statement without accounts cannot answer about accounts: that is said, not answered wrongly."""
    tree = parse({"field": "account.plan", "operator": "is_empty"}, allowed=EVERYWHERE)
    with pytest.raises(ValueError, match=r"account\.plan is not within reach"):
        to_sql(tree, Scope(zone="UTC", now=NOW, metadata=column("metadata", JSONB)))


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize(
    "value",
    [
        "9" * 100_000,
        "9" * 140_000,
        "0." + "1" * 20_000,
        10**1_000,
        "2026-02-30",
        "[" * 100_000,
        "x" * 100_000,
    ],
    ids=["digits", "too many digits", "fraction", "large number", "no day", "brackets", "long"],
)
async def test_no_value_makes_it_fail(connection: AsyncConnection, operator: str, value: Any) -> None:
    """Whatever stands in the data, each operator answers true or false."""
    wanted = VALUES[OPERATORS[operator].value]
    assert await answer(connection, operator, wanted, value) in (True, False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("9" * 100_000, True),
        ("9" * 140_000, False),
        ("6." + "1" * 16_383, True),
        ("6." + "1" * 16_384, False),
    ],
    ids=["digits", "too many digits", "fraction", "too long a fraction"],
)
async def test_long_numbers_are_numbers_while_postgresql_can_hold_them(
    connection: AsyncConnection, value: str, expected: bool
) -> None:
    """A text of 100,000 digits is a number; one beyond PostgreSQL's numeric is none."""
    assert await answer(connection, "gt", 5, value) is expected


@pytest.mark.parametrize("operator", OPERATORS)
async def test_the_planner_may_know_the_value(connection: AsyncConnection, operator: str) -> None:
    """With the data itself as a parameter, folding constants does not reach a cast that fails."""
    tree = parse(
        {"field": "metadata.v", "operator": operator, "value": VALUES[OPERATORS[operator].value]},
        allowed=EVERYWHERE,
    )
    for value in ("9" * 140_000, "2026-02-30", "x", 5, ["5", None], None):
        data = bindparam(None, {"v": value}, JSONB, unique=True)
        found = await connection.scalar(select(to_sql(tree, Scope(zone="UTC", now=NOW, metadata=data))))
        assert found in (True, False)


async def test_the_present_may_be_an_expression(connection: AsyncConnection) -> None:
    """`now` can be a parameter that is bound when the statement is executed."""
    tree = parse({"field": "lead.title", "operator": "in_last", "value": {"days": 1}}, allowed=EVERYWHERE)
    now = bindparam("now", type_=postgresql.TIMESTAMP(timezone=True))
    lead = bindparam(None, {"title": "2026-03-10"}, JSONB, unique=True)
    statement = select(to_sql(tree, Scope(zone="UTC", now=now, lead=lead)))
    assert await connection.scalar(statement, {"now": NOW}) is True
    assert await connection.scalar(statement, {"now": datetime(2026, 3, 11, tzinfo=UTC)}) is False
