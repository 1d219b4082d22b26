"""From bytes to values, and whether those can be stored.

The quick way is strict and does for nearly every body. Where it fails, a tolerant second reading finds
out whether the body is malformed as a whole or single events hold what no database can: then the others
must not suffer for it.
"""

import json
import math
import re
from typing import Any, NamedTuple

import msgspec

from kenbun.kit.errors import Problem
from kenbun.kit.text import printable, storable

MAX_DEPTH = 64
BIGGEST = 10**308

# Deeper parts are cut away unread. More than the limit by what may stand around an event.
_CUT_AT = MAX_DEPTH + 8
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
# Stands for any number that is out of range, and is out of range itself.
_TOO_BIG = 10**400


class Decoded(NamedTuple):
    """`clean` where every text in it is known to be storable."""

    value: Any
    clean: bool


def decode(body: bytes) -> Decoded:
    """Raises `Problem` where the body is no JSON."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return Decoded(msgspec.json.decode(body), clean=b"\\u0000" not in body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Decoded(_tolerant(body), clean=False)


def _tolerant(body: bytes) -> Any:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Problem(f"The body is not UTF-8 (byte {error.start}).") from None
    try:
        return _loads(text)
    except RecursionError:
        return _loads(_shallow(text))


def _loads(text: str) -> Any:
    try:
        return json.loads(text, parse_int=_int, parse_float=_float, parse_constant=_constant)
    except ValueError as error:
        raise Problem(f"The body is not JSON: {printable(str(error))}.") from None


def _int(digits: str) -> int:
    return int(digits) if len(digits) < 400 else _TOO_BIG


def _float(digits: str) -> float | int:
    number = float(digits)
    return number if math.isfinite(number) else _TOO_BIG


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _shallow(text: str) -> str:
    """The text with what is nested deeper than `_CUT_AT` left out."""
    kept: list[str] = []
    depth, start = 0, 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            if depth == _CUT_AT:
                kept.append(text[start : token.end()])
        elif mark in "]}":
            if depth == _CUT_AT:
                start = token.start()
            depth -= 1
    if depth < _CUT_AT:
        kept.append(text[start:])
    return "".join(kept)


def sound(value: Any) -> bool:
    """Whether depth and numbers are within bounds. Says nothing about the texts in it."""
    level = [value]
    for _ in range(MAX_DEPTH):
        below = []
        for node in level:
            for child in node.values() if type(node) is dict else node:
                kind = type(child)
                if kind is str:
                    continue
                if kind is dict or kind is list:
                    below.append(child)
                elif kind is int and not -BIGGEST <= child <= BIGGEST:
                    return False
        if not below:
            return True
        level = below
    return False


def inspect(value: Any, *, clean: bool) -> tuple[str, str] | None:
    """What is wrong with a decoded event: the path of the faulty part, and why. None where nothing is.

    What is nested too deep is emptied, so that the rest can be kept and shown.
    """
    if not isinstance(value, dict | list) or (clean and sound(value)):
        return None
    fault: tuple[str, str] | None = None
    waiting: list[tuple[Any, str, int]] = [(value, "", 0)]
    while waiting:
        node, path, depth = waiting.pop()
        if depth >= MAX_DEPTH:
            node.clear()
            fault = fault or (_first(path), f"Nested deeper than {MAX_DEPTH} levels. Flatten it.")
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(child, dict | list):
                waiting.append((child, _under(path, key), depth + 1))
            if fault is None and (reason := _reason(key, child)):
                fault = _under(path, key), reason
    return fault


def _under(path: str, key: str | int) -> str:
    """`metadata.tags[2]`, of a length that can be shown."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    name = printable(key, 80)
    return printable(f"{path}.{name}" if path else name)


def _reason(key: Any, child: Any) -> str | None:
    if (isinstance(key, str) and not storable(key)) or (isinstance(child, str) and not storable(child)):
        return "Holds a NUL character or half of a surrogate pair. Leave it out."
    if isinstance(child, int) and not -BIGGEST <= child <= BIGGEST:
        return "A number out of range. Send it as text, or within ±1e308."
    return None


def _first(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]
