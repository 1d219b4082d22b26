"""A leaf as SQL: the type of the value at hand decides how it is tested."""

from sqlalchemy import Text, case, column, exists, false, func, literal_column, not_, select
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.conditions.nodes import Leaf
from kenbun.conditions.operators import CONTRARIES
from kenbun.conditions.to_sql.operators import SCALAR, Tests, compared, tests
from kenbun.conditions.to_sql.reading import Condition, Found
from kenbun.conditions.to_sql.scope import Scope


def leaf_to_sql(leaf: Leaf, scope: Scope) -> Condition:
    name = leaf.operator.name
    value = scope.find(leaf.field)
    holds = compared(CONTRARIES.get(name, name), leaf, value.number)
    if holds is None:
        holds = _holds(value, tests(CONTRARIES.get(name, name), leaf, scope))
    return not_(holds) if name in CONTRARIES else holds


def _holds(value: Found, tests: Tests) -> Condition:
    """Of an array if it does of any element; an array or object within an array is missing."""
    if value.plain:
        return func.coalesce(tests.get(SCALAR, tests.get("string", _never))(value), false())
    element = func.jsonb_array_elements(value.json).table_valued(column("value", JSONB))
    of_any = exists(
        select(literal_column("1")).select_from(element).where(_by_type(Found.whole(element.c.value), tests))
    )
    by_type = _by_type(value, {"array": lambda _: of_any, **tests})
    if SCALAR not in tests:
        return by_type
    # A short cut: only what begins with a bracket can be an array or object, and to look at a text's
    # first character takes half as long as to ask for the type.
    may_nest = func.ascii(value.text).in_([literal_column("91"), literal_column("123")])
    return case((may_nest, by_type), else_=_scalar(value, tests))


def _never(_: Found) -> Condition:
    return false()


def _scalar(value: Found, tests: Tests) -> Condition:
    """Of null and of an absent value the text is NULL."""
    return func.coalesce(tests[SCALAR](value), false())


def _by_type(value: Found, tests: Tests) -> Condition:
    branches: dict[str, Condition] = {name: test(value) for name, test in tests.items() if name != SCALAR}
    otherwise: Condition = false()
    if SCALAR in tests:
        branches = {"array": false(), "object": false(), **branches}
        otherwise = _scalar(value, tests)
    whens = [(literal_column(f"'{name}'", Text()), branch) for name, branch in branches.items()]
    return case(*whens, value=func.jsonb_typeof(value.json), else_=otherwise)
