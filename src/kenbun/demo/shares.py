"""Dividing a whole number so that not one is lost."""

from collections.abc import Sequence
from itertools import accumulate


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts as the weights say, which add up to it."""
    whole = sum(weights)
    ends = [round(total * reached / whole) for reached in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
