"""Keys of fields, by which lists find and count leads: they say what the fields themselves would."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from kenbun.conditions import Leaf, Scope, parse, to_sql
from kenbun.database import Connection
from kenbun.leads.lists.chosen import Chosen
from kenbun.leads.lists.key_queries import said_by_key, tells, those
from kenbun.leads.lists.known_queries import with_known_keys
from kenbun.leads.tables import lead_profiles
from kenbun.mapping.reading import read
from tests.conditions.trees import EVERYWHERE

# folded, some of these are three letters
_LETTERS = st.sampled_from("aB ßİŉΐﬃ1.%_[")
_TEXTS = st.text(_LETTERS, min_size=1, max_size=4) | st.builds(
    lambda text, times: text * times, st.text(_LETTERS, min_size=1, max_size=3), st.integers(50, 330)
)
_ONE = ("equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with")


@st.composite
def _leaves(draw: st.DrawFn) -> Leaf:
    operator = draw(st.sampled_from((*_ONE, "one_of", "is_empty", "is_not_empty")))
    words = st.text(_LETTERS, min_size=1, max_size=70).filter(lambda text: bool(text.strip()))
    value = None if "empty" in operator else draw(words if operator in _ONE else st.lists(words, min_size=1))
    leaf = parse({"field": "lead.title", "operator": operator, "value": value}, allowed=EVERYWHERE)
    assert isinstance(leaf, Leaf)
    return leaf


@given(st.lists(_TEXTS, max_size=8), st.lists(_leaves(), min_size=3, max_size=6))
async def test_a_key_says_what_the_field_does(
    connection: Connection, titles: list[str], leaves: list[Leaf]
) -> None:
    """Of any title as fields hold it, however long and however it is folded; and of one that there is not."""
    workspace_id = uuid4()
    stored = [{"title": read("text", title)} for title in titles]
    held = [{name: value for name, value in fields.items() if value is not None} for fields in stored]
    rows = [
        {"workspace_id": workspace_id, "lead_id": uuid4(), "name": "", "search": "", "fields": fields}
        for fields in [*held, {}]
    ]
    async with connection.begin_nested():
        await connection.execute(insert(lead_profiles), rows)
        for leaf in leaves:
            assert not tells(leaf) or await _agree(connection, workspace_id, leaf)


async def _agree(connection: Connection, workspace_id: UUID, leaf: Leaf) -> bool:
    """With the keys that meet it, where they are known, as well as without."""
    by_field = to_sql(leaf, Scope("UTC", None, lead=lead_profiles.c.fields))  # type: ignore[arg-type]
    everyone = select(lead_profiles.c.lead_id).where(lead_profiles.c.workspace_id == workspace_id)
    known = (await with_known_keys(connection, Chosen(workspace_id, conditions=(leaf,)))).keys_of(leaf)
    found = {
        tuple(sorted((await connection.execute(one)).scalars()))
        for one in (
            everyone.where(by_field),
            *(everyone.where(said_by_key(leaf, keys, by_field)) for keys in (None, known)),
            *(those(workspace_id, leaf, keys, by_field) for keys in (None, known)),
        )
    }
    return len(found) == 1


@pytest.mark.parametrize("titles", [["VP Sales", "vp sales", "CEO"], [f"VP {n}" for n in range(1_001)]])
async def test_keys_are_known_where_there_are_not_too_many(connection: Connection, titles: list[str]) -> None:
    """Those that meet a condition on a part of one; of too many, or of one that is cut, none are."""
    workspace_id = uuid4()
    contains = parse({"field": "lead.title", "operator": "contains", "value": "Vp"}, allowed=EVERYWHERE)
    assert isinstance(contains, Leaf)
    chosen = Chosen(workspace_id, conditions=(contains,))
    row = {"workspace_id": workspace_id, "name": "", "search": ""}
    async with connection.begin_nested():
        rows = [row | {"lead_id": uuid4(), "fields": {"title": title}} for title in titles]
        await connection.execute(insert(lead_profiles), rows)
        known = (await with_known_keys(connection, chosen)).keys_of(contains)
        assert known == (("vp sales",) if len(titles) == 3 else None)
        long = row | {"lead_id": uuid4(), "fields": {"title": "x" * 300}}
        await connection.execute(insert(lead_profiles), [long])
        assert (await with_known_keys(connection, chosen)).keys_of(contains) is None


@pytest.mark.parametrize(
    ("field", "operator", "value", "told"),
    [
        ("lead.title", "contains", "vp", True),
        ("lead.title", "contains", "v" * 67, False),
        ("lead.company_size", "equals", "51-200", True),
        ("lead.company_size", "equals", "50", False),
        ("lead.company_size", "gt", 50, False),
        ("lead.country", "equals", "DE", True),
        ("lead.city", "equals", "Berlin", False),
        ("account.industry", "equals", "Software", False),
    ],
)
def test_what_keys_tell(field: str, operator: str, value: object, told: bool) -> None:
    """Texts of the fields that have one; no numbers, which are equal however they are written, and nothing as long as
    a key."""
    leaf = parse({"field": field, "operator": operator, "value": value}, allowed=EVERYWHERE)
    assert isinstance(leaf, Leaf)
    assert tells(leaf) is told
