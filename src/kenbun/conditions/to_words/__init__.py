"""A tree as people say it: a phrase that stands beside somebody's name, or a sentence about all whom it takes in."""

from kenbun.conditions.to_words.deeds import counted
from kenbun.conditions.to_words.tree import to_sentence, to_words

__all__ = ["counted", "to_sentence", "to_words"]
