"""Random trees and random worlds that have something to do with one another."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from kenbun.conditions import OPERATORS, Allowed, ConditionError, Operator, parse

EVERYWHERE = Allowed.all("Segments")

# Characters that both Unicode versions at hand (Python's and PostgreSQL's) know; half surrogates and NUL
# are no text.
_letters = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0")
_texts = st.one_of(
    st.sampled_from(["", " ", "\u2003", "Pro", "pro", "PRO plan", "straße", "STRASSE", "İ", "ς", "Σ"]),
    st.sampled_from(["true", "null", "[1]", "{}", "[", "{x", "a%b", "a_b", "\\"]),
    st.text(st.sampled_from("aAbBßẞsSiİıIσςΣ .-1"), max_size=4),
    st.text(_letters, max_size=6),
)
_number_texts = st.one_of(
    st.sampled_from(["0", "-0", "007", "1.50", "1.5", "1e5", "-3.5", "5.", ".5", "+5", "5\n", "٤٢", " 5"]),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-99, max_value=99).map(str),
    st.integers(-(10**40), 10**40).map(str),
)
_days = st.one_of(
    st.sampled_from(["2026-02-30", "2024-02-29", "0000-01-01", "0001-01-01", "9999-12-31", "2026-13-01"]),
    st.sampled_from(["2025-11-02", "2018-11-04", "2025-10-26", "2026-03-29"]),
    st.dates(datetime(2026, 3, 1, tzinfo=UTC).date(), datetime(2026, 3, 12, tzinfo=UTC).date()).map(str),
)
_clocks = st.sampled_from(["T00:00:00", "t23:59:59", " 12:30:00", "T24:00:00", "T12:30:60", "T08:15:00"])
_fractions = st.sampled_from(["", "", ".5", ".999999", ".9999996", ".1234565"])
_offsets = st.sampled_from(["Z", "z", "+01:00", "-05:00", "+05:45", "+15:59", "-16:00", ""])
_moments = st.builds("{}{}{}{}".format, _days, _clocks, _fractions, _offsets)
_numbers = st.one_of(st.integers(-3, 3), st.integers(-(10**25), 10**25), st.floats(-1e25, 1e25))

_scalars = st.one_of(st.none(), st.booleans(), _numbers, _texts, _number_texts, _days, _moments)
_values = st.one_of(
    _scalars,
    st.lists(st.one_of(_scalars, st.just({}), st.just(["Pro"])), max_size=4),
    st.dictionaries(st.sampled_from("ab"), _scalars, max_size=2),
)
_metadata = st.fixed_dictionaries(
    {},
    optional={
        "v": _values,
        "a.b": _values,
        "a": st.one_of(_values, st.fixed_dictionaries({"b": _values})),
        "a.b.c": _values,
    },
)
_fields = st.fixed_dictionaries({}, optional={"title": _values, "plan": _values})


def worlds(now: datetime, zone: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "metadata": _metadata,
            "lead": _fields,
            "account": st.one_of(st.none(), _fields),
            "now": st.just(now),
            "zone": st.just(zone),
        }
    )


_names = st.sampled_from(
    ["metadata.v", "metadata.v", "metadata.a.b", "metadata.a.b.c", "lead.title", "account.plan"]
)
_single = st.one_of(_texts, _number_texts, _days, _numbers, st.booleans())
_dates = st.one_of(_days, _moments)
_bounds = st.one_of(_numbers, _number_texts, _dates)
_by_shape: dict[str, st.SearchStrategy[Any]] = {
    "nothing": st.none(),
    "scalar": _single,
    "text": st.one_of(_texts, _number_texts, _numbers),
    "choices": st.lists(_single, min_size=1, max_size=4),
    "bound": _bounds,
    "range": st.one_of(
        st.tuples(st.one_of(_numbers, _number_texts), st.one_of(_numbers, _number_texts)).map(list),
        st.tuples(_dates, _dates).map(list),
    ),
    "date": _dates,
    "days": st.integers(1, 400).map(lambda count: {"days": count}),
}


def _is_accepted(leaf: dict[str, Any]) -> bool:
    try:
        parse(leaf, allowed=EVERYWHERE)
    except ConditionError:
        return False
    return True


def _leaves(operator: Operator) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"field": _names, "operator": st.just(operator.name), "value": _by_shape[operator.value]}
    ).filter(_is_accepted)


def _groups(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(*(st.fixed_dictionaries({kind: several}) for kind in ("all", "any", "none")))


leaves = st.sampled_from(list(OPERATORS.values())).flatmap(_leaves)
trees = st.recursive(leaves, _groups, max_leaves=6)
