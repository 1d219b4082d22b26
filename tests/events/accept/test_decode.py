"""From bytes to values: strict where that does, tolerant where one event is at fault."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.events.accept.decode import MAX_DEPTH, decode, inspect, sound
from kenbun.kit.errors import Problem

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**330), 10**330)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=[]))
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(alphabet=st.characters(exclude_categories=[])), inner)
    ),
    max_leaves=20,
)


def storable_in(value: Any) -> bool:
    """Whether PostgreSQL can hold it: said again, plainly."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= mark <= "\udfff" for mark in value)
    if isinstance(value, int):
        return abs(value) <= 10**308
    if isinstance(value, dict):
        return all(storable_in(key) and storable_in(child) for key, child in value.items())
    return all(storable_in(child) for child in value) if isinstance(value, list) else True


@given(JSON)
def test_inspection_finds_what_cannot_be_stored(value: Any) -> None:
    """Exactly that, wherever it stands, on the quick and on the slow way; and the value survives."""
    decoded = decode(json.dumps({"event": value}).encode())
    assert decoded.value == {"event": value}
    fault = inspect(decoded.value, clean=decoded.clean)
    assert (fault is None) == storable_in(value)


@given(JSON, st.integers(0, 150), st.randoms(use_true_random=False))
def test_depth(value: Any, depth: int, rng: random.Random) -> None:
    """More than 64 levels are found, and cut so that what is left can be written again."""
    for _ in range(depth):
        value = {"a": value} if rng.random() < 0.5 else [value]
    decoded = decode(json.dumps({"event": value}).encode())
    levels, here = 0, [decoded.value]
    while here:
        levels += 1
        here = [
            child
            for node in here
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
    fault = inspect(decoded.value, clean=decoded.clean)
    if levels > MAX_DEPTH:
        assert fault is not None
        again = json.loads(json.dumps(decoded.value))
        assert inspect(again, clean=True) is not None
        assert not sound(again)
    else:
        assert (fault is None) == storable_in(value)


@pytest.mark.parametrize("depth", [100, 1_000, 100_000])
@pytest.mark.parametrize("opening", ['{"\\"}{":', "[", '["]",', '{"a":{},"b":'])
def test_depth_beyond_recursion(opening: str, depth: int) -> None:
    """However deep, and whatever brackets stand in texts: no neighbour suffers."""
    closing = "}" if opening[0] == "{" else "]"
    deep = opening * depth + "1" + closing * depth
    value = decode(f'[{{"good":"}}]"}},{deep},{{"good":2}}]'.encode()).value
    assert (value[0], value[2]) == ({"good": "}]"}, {"good": 2})
    assert inspect(value[1], clean=False) is not None


@given(st.binary())
def test_any_bytes(body: bytes) -> None:
    """Every body is JSON or a problem; the standard library agrees on which."""
    try:
        value = json.loads(body.removeprefix(b"\xef\xbb\xbf").decode(), parse_constant=refuse)
    except ValueError:
        with pytest.raises(Problem) as caught:
            decode(body)
        assert caught.value.status == 400
    else:
        assert decode(body).value == value


def refuse(name: str) -> None:
    raise ValueError(name)


def test_an_endless_text_is_read_in_one_go() -> None:
    """Many quotes and nothing that ends them: refused, and without going over them again and again."""
    with pytest.raises(Problem):
        decode(b"[" * 5_000 + b'"' + b'\\"' * 500_000)


def test_a_byte_order_mark_is_passed_over() -> None:
    """Some editors and libraries put one first."""
    assert decode(b"\xef\xbb\xbf{}").value == {}
