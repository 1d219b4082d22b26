"""The cases of segments kept as data, through each reading that decides."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from kenbun.conditions import to_json
from kenbun.conditions.short import SHAPES
from kenbun.segments.evaluation import members_of
from kenbun.segments.language.check import read_stored
from tests.conformance.segments.cases import Case, cases
from tests.interpreter.segments import accounts_in, leads_in
from tests.segments.evaluation.stored import store

CASES = cases()
ASKED = UUID(int=5)
each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@each_case
async def test_the_database_gives_what_the_case_expects(connection: AsyncConnection, case: Case) -> None:
    """Each case is answered as written down by hand, from scratch and of this subject alone."""
    workspace_id = await store(connection, case.world)
    trees = {ASKED: read_stored(case.kind, case.tree)}
    now, zone = case.world["now"], case.world["zone"]
    modes: list[Any] = [{}, {"subjects": [case.subject]}, {"guard": {case.subject: [ASKED]}}]
    for more in modes:
        found = await members_of(connection, workspace_id, case.kind, trees, now, zone, **more)
        assert (case.subject in {one.subject_id for one in found}) == case.expected


@each_case
def test_the_interpreter_gives_what_the_case_expects(case: Case) -> None:
    """The naive interpreter answers each case as written down by hand."""
    reading = leads_in if case.kind == "lead" else accounts_in
    tree = to_json(read_stored(case.kind, case.tree))
    assert (case.subject in reading(tree, case.world)) == case.expected


def test_every_leaf_has_cases() -> None:
    """No leaf is left out of the data."""
    told = {key for case in CASES for key in case.tree}
    assert set(SHAPES) <= told
