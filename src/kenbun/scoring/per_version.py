"""What is made of a version is made once, and goes with it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

_Version = TypeVar("_Version")
_More = ParamSpec("_More")
_Made = TypeVar("_Made")


def per_version(
    make: Callable[Concatenate[_Version, _More], _Made],
) -> Callable[Concatenate[_Version, _More], _Made]:
    """Statements of the versions in force are built once for each; those of a draft that is tried do not stay."""
    made: WeakKeyDictionary[_Version, dict[tuple[object, ...], _Made]] = WeakKeyDictionary()

    @wraps(make)
    def once(version: _Version, /, *more: _More.args, **named: _More.kwargs) -> _Made:
        of_version = made.setdefault(version, {})
        key = (*more, *sorted(named.items()))
        if key not in of_version:
            of_version[key] = make(version, *more, **named)
        return of_version[key]

    return once
