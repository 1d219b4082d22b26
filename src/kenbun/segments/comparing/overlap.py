"""Two sets as two circles: their areas are as their sizes, and so is that of what they share."""

from __future__ import annotations

import math
from dataclasses import dataclass

_WIDTH, _HEIGHT, _EDGE = 400, 220, 6
# A set with anybody in it can be seen.
_SMALLEST = 5.0


@dataclass(frozen=True, slots=True)
class Circle:
    x: float
    r: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Both circles stand at `y`."""

    a: Circle
    b: Circle
    y: float = _HEIGHT / 2
    width: int = _WIDTH
    height: int = _HEIGHT


def picture_of(size_a: int, size_b: int, shared: int) -> Picture | None:
    """None where nobody is in either."""
    if not size_a and not size_b:
        return None
    a, b = math.sqrt(size_a), math.sqrt(size_b)
    apart = distance(a, b, math.pi * shared)
    left, right = min(-a, apart - b), max(a, apart + b)
    scale = min((_WIDTH - 2 * _EDGE) / (right - left), (_HEIGHT / 2 - _EDGE) / max(a, b))
    start = (_WIDTH - scale * (right - left)) / 2

    def circle(x: float, radius: float) -> Circle:
        return Circle(round(start + scale * (x - left), 2), round(_seen(scale * radius, radius), 2))

    return Picture(circle(0.0, a), circle(apart, b))


def distance(a: float, b: float, shared: float) -> float:
    """Of the centres of circles with these radii that share so much area."""
    apart, within = a + b, abs(a - b)
    if shared <= 0:
        return apart * 1.05
    if shared >= math.pi * min(a, b) ** 2:
        return within
    for _ in range(60):
        middle = (apart + within) / 2
        if lens(a, b, middle) > shared:
            within = middle
        else:
            apart = middle
    return (apart + within) / 2


def lens(a: float, b: float, apart: float) -> float:
    """The area that two circles share."""
    if apart >= a + b:
        return 0.0
    if apart <= abs(a - b):
        return math.pi * min(a, b) ** 2
    return _cap(a, b, apart) + _cap(b, a, apart)


def _cap(one: float, other: float, apart: float) -> float:
    """What the chord through both crossings cuts off the one circle, on the side of the other."""
    offset = (apart**2 + one**2 - other**2) / (2 * apart)
    angle = math.acos(max(-1.0, min(1.0, offset / one)))
    return one**2 * (angle - math.sin(2 * angle) / 2)


def _seen(drawn: float, radius: float) -> float:
    return max(drawn, _SMALLEST) if radius else 0.0
