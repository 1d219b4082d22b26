"""From millionths of a point to the whole number that is shown."""

MILLION = 1_000_000


def whole(micropoints: int) -> int:
    """Rounded half away from zero; below 0 shows as 0."""
    return max(0, micropoints + MILLION // 2) // MILLION
