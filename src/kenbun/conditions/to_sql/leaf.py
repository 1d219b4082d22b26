"""A leaf as SQL: the type of the value at hand decides how it is tested."""

from sqlalchemy import Text, case, column, exists, false, func, literal_column, not_, select
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.conditions.nodes import Leaf
from kenbun.conditions.to_sql.operators import SCALAR, Tests, tests
from kenbun.conditions.to_sql.reading import Condition, Json
from kenbun.conditions.to_sql.scope import Scope

# Each is the contrary of another operator, on missing values and on arrays too.
_NEGATIONS = {"not_equals": "equals", "not_contains": "contains", "is_empty": "is_not_empty"}


def leaf_to_sql(leaf: Leaf, scope: Scope) -> Condition:
    name = leaf.operator.name
    value = scope.find(leaf.field)
    holds = _holds(value, tests(_NEGATIONS.get(name, name), leaf, scope))
    return not_(holds) if name in _NEGATIONS else holds


def _holds(value: Json, tests: Tests) -> Condition:
    """Of an array if it does of any element; an array or object within an array is missing."""
    element = func.jsonb_array_elements(value).table_valued(column("value", JSONB))
    of_any = exists(select(literal_column("1")).select_from(element).where(_by_type(element.c.value, tests)))
    return _by_type(value, {"array": lambda _: of_any, **tests})


def _by_type(value: Json, tests: Tests) -> Condition:
    branches = {name: test(value) for name, test in tests.items()}
    otherwise: Condition = false()
    if SCALAR in branches:
        # null and an absent value come through here too, as the NULL text of neither
        otherwise = func.coalesce(branches.pop(SCALAR), false())
        branches = {"array": false(), "object": false(), **branches}
    whens = [(literal_column(f"'{name}'", Text()), branch) for name, branch in branches.items()]
    return case(*whens, value=func.jsonb_typeof(value), else_=otherwise)
