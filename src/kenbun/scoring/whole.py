"""From millionths of a point to the whole number that is shown."""

from math import floor

MILLION = 1_000_000


def whole(micropoints: int, *, negative: bool) -> int:
    """Rounded half away from zero; below 0 shows as 0, unless the workspace allows negative scores."""
    if micropoints < 0:
        return -whole(-micropoints, negative=negative) if negative else 0
    return (micropoints + MILLION // 2) // MILLION


def whole_points(value: float, *, negative: bool) -> int:
    """The same of points, where these are not too near to a half for a float to tell."""
    if value < 0:
        return -floor(-value + 0.5) if negative else 0
    return floor(value + 0.5)
