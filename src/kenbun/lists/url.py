"""Filters as the query of a URL, and back: what pages link to, what saved views keep, what a selection means."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode

from kenbun.kit.errors import Invalid
from kenbun.kit.text import storable

_LONGEST = 10_000


class Filters(Protocol):
    """A value that checks itself when built. How each filter is read hangs on what it holds: several values (`MANY`),
    a whole number (`WHOLE`), yes or no (`TRUTHS`), or a word."""

    MANY: ClassVar[Collection[str]]
    WHOLE: ClassVar[Collection[str]]
    TRUTHS: ClassVar[Collection[str]]
    DEFAULT_SORT: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def sort(self) -> str: ...


F = TypeVar("F", bound=Filters)


def read(kind: type[F], pairs: Iterable[tuple[str, str]]) -> F:
    """Blank is not given: that is how forms leave a field out. What is no filter is not looked at."""
    names = {one.name for one in fields(kind)}
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in names and value.strip():
            given.setdefault(name, []).append(value)
    return kind(**{name: _value(kind, name, values) for name, values in given.items()})


def read_query(kind: type[F], query: str) -> F:
    """Of the text after the question mark. Raises Invalid naming the filter that is wrong."""
    if len(query) > _LONGEST:
        raise Invalid(f"The filters may have at most {_LONGEST:,} characters.", field="query")
    return read(kind, parse_qsl(query.removeprefix("?")))


def written(filters: Filters) -> str:
    """The same filters always read the same, whatever the order they were given in."""
    return urlencode(pairs_of(filters))


def pairs_of(filters: Filters) -> list[tuple[str, str]]:
    """What is given of them, and an order other than the usual one."""
    pairs: list[tuple[str, str]] = []
    for one in fields(filters):
        value = getattr(filters, one.name)
        if value is None or value == one.default or (one.name == "sort" and value == filters.DEFAULT_SORT):
            continue
        pairs += (
            [(one.name, each) for each in value]
            if one.name in filters.MANY
            else [(one.name, _spelled(value))]
        )
    return pairs


def _value(kind: type[F], name: str, values: list[str]) -> object:
    for value in values:
        if not storable(value):
            raise Invalid("Must be text without NUL characters and lone surrogates.", field=name)
    if name in kind.MANY:
        return tuple(values)
    if name in kind.TRUTHS:
        return _truth(values[-1], name)
    return _whole(values[-1], name) if name in kind.WHOLE else values[-1].strip()


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _truth(text: str, name: str) -> bool:
    if text not in ("true", "false"):
        raise Invalid(f"{name} must be true or false.", field=name)
    return text == "true"


def _whole(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Invalid(f"{name} must be a whole number.", field=name) from None
