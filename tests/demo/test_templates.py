"""The templates of segments, in the demo: whoever begins with one sees people."""

import pytest
import pytest_asyncio

from kenbun.committee.settle import detect_due
from kenbun.segments.builder.offers import starters_of
from kenbun.segments.builder.starters import STARTERS
from kenbun.segments.evaluation import Kind
from kenbun.segments.language.check import checked
from kenbun.segments.language.vocabulary import vocabulary
from kenbun.segments.trying.preview import preview
from kenbun.surge.settle import settle_due
from tests.demo.conftest import NOW, Demo


@pytest_asyncio.fixture(scope="module")
async def settled(demo: Demo) -> Demo:
    """As the worker leaves it a moment later: committees and surges are found."""
    await detect_due(demo.database, demo.workspace_id, lambda: NOW)
    await settle_due(demo.database, demo.workspace_id, lambda: NOW)
    return demo


@pytest.mark.parametrize("kind", ["lead", "account"])
async def test_all_templates_fit_a_workspace_as_it_begins(settled: Demo, kind: Kind) -> None:
    """Levels, roles and fields that they name are there, and each reads as a sentence."""
    async with settled.database.snapshot() as connection:
        offered = await starters_of(connection, settled.workspace_id, kind)
    assert [one.starter for one in offered] == [one for one in STARTERS if one.kind == kind]
    assert all(one.words for one in offered)
    assert len(offered) >= 5


@pytest.mark.parametrize("starter", STARTERS, ids=lambda one: f"{one.kind} {one.name}")
async def test_each_template_has_members(settled: Demo, starter) -> None:
    """Some, and never everybody."""
    async with settled.database.snapshot() as connection:
        known = await vocabulary(connection, settled.workspace_id, starter.kind)
        tree = checked(starter.conditions, known)
        seen = await preview(connection, settled.workspace_id, starter.kind, tree, NOW, "UTC")
    assert 0 < seen.count < seen.total / 2, (seen.count, seen.total, seen.leaves_nobody)
