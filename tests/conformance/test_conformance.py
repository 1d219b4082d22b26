"""The cases kept as data, through each reading that decides."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from kenbun.conditions import OPERATORS, Allowed, parse, to_json
from tests.conditions.answers import answers
from tests.conformance.cases import Case, cases
from tests.interpreter.conditions import holds

CASES = cases()
EVERYWHERE = Allowed.all("Segments", lead=["plan.tier"])
each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@each_case
async def test_sql_gives_what_the_case_expects(connection: AsyncConnection, case: Case) -> None:
    """The SQL of a tree answers each case as written down by hand, true or false and never NULL."""
    tree = parse(case.tree, allowed=EVERYWHERE)
    assert await answers(connection, tree, case.worlds) == case.expected


@each_case
def test_the_interpreter_gives_what_the_case_expects(case: Case) -> None:
    """The naive interpreter answers each case as written down by hand."""
    tree = to_json(parse(case.tree, allowed=EVERYWHERE))
    assert [holds(tree, world) for world in case.worlds] == case.expected


def test_every_operator_meets_every_type() -> None:
    """No operator is left out of the table of all types."""
    asked = {case.tree["operator"] for case in CASES if case.name.startswith("every type")}
    assert asked == set(OPERATORS)
