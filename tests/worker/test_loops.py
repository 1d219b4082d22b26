"""The table of what the worker does."""

from collections import Counter
from typing import get_args

from kenbun.database.hearing import WORDS
from kenbun.worker.loops import LOOPS, Called


def test_every_word_wakes_somebody() -> None:
    """And nobody waits for a word that is never said; a name stands for one loop."""
    heard = {word for loop in LOOPS for word in loop.woken_by}
    assert heard == {*WORDS, *get_args(Called)}
    assert max(Counter(loop.name for loop in LOOPS).values()) == 1
