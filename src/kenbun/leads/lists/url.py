"""Filters as the query of a URL, and back: what pages link to, what saved views keep, what a selection means."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from kenbun.kit.errors import Invalid
from kenbun.kit.text import storable
from kenbun.leads.lists.filters import DEFAULT_SORT, MANY, WHOLE, LeadFilters

_LONGEST = 10_000


def read(pairs: Iterable[tuple[str, str]]) -> LeadFilters:
    """Blank is not given: that is how forms leave a field out. What is no filter is not looked at."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in LeadFilters.__dataclass_fields__ and value.strip():
            given.setdefault(name, []).append(value)
    return LeadFilters(**{name: _value(name, values) for name, values in given.items()})  # type: ignore[arg-type]


def read_query(query: str) -> LeadFilters:
    """Of the text after the question mark. Raises Invalid naming the filter that is wrong."""
    if len(query) > _LONGEST:
        raise Invalid(f"The filters may have at most {_LONGEST:,} characters.", field="query")
    return read(parse_qsl(query.removeprefix("?")))


def written(filters: LeadFilters) -> str:
    """The same filters always read the same, whatever the order they were given in."""
    return urlencode(pairs_of(filters))


def pairs_of(filters: LeadFilters) -> list[tuple[str, str]]:
    """What is given of them, and an order other than the usual one."""
    pairs: list[tuple[str, str]] = []
    for name in LeadFilters.__dataclass_fields__:
        value = getattr(filters, name)
        if value is None or value is False or (name == "sort" and value == DEFAULT_SORT):
            continue
        pairs += [(name, one) for one in value] if name in MANY else [(name, _spelled(value))]
    return pairs


def _value(name: str, values: list[str]) -> object:
    for value in values:
        if not storable(value):
            raise Invalid("Must be text without NUL characters and lone surrogates.", field=name)
    if name in MANY:
        return tuple(values)
    if name == "watched":
        return _truth(values[-1], name)
    return _whole(values[-1], name) if name in WHOLE else values[-1].strip()


def _spelled(value: object) -> str:
    return "true" if value is True else str(value)


def _truth(text: str, name: str) -> bool:
    if text not in ("true", "false"):
        raise Invalid(f"{name} must be true or false.", field=name)
    return text == "true"


def _whole(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Invalid(f"{name} must be a whole number.", field=name) from None
