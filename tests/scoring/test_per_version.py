"""Statements are built once for each version, and go with it."""

import gc
import weakref

from kenbun.scoring.per_version import per_version


class _Version:
    pass


def test_once_for_each():
    """A version's statement is one object, another version's and that of other arguments are others."""

    @per_version
    def statement(_version: _Version, kind: str) -> object:
        return [kind]

    one, other = _Version(), _Version()
    assert statement(one, "then") is statement(one, "then")
    assert statement(one, "then") is not statement(one, "now")
    assert statement(one, "then") is not statement(other, "then")


def test_nothing_stays():
    """When nobody holds a version any more, what was made of it is gone too."""

    @per_version
    def statement(_version: _Version) -> _Version:
        return _Version()

    version = _Version()
    made = weakref.ref(statement(version))
    assert made() is not None
    del version
    gc.collect()
    assert made() is None
