"""A field, a score or a number of people compared with a value, in words."""

from __future__ import annotations

from kenbun.conditions.counts import Crowd
from kenbun.conditions.fields import Field
from kenbun.conditions.nodes import Leaf
from kenbun.conditions.operators import CONTRARIES, OPERATORS, Operator
from kenbun.conditions.to_words.numbers import how_many
from kenbun.conditions.to_words.said import Said, quoted, who, whose
from kenbun.conditions.values import Days, Scalar, as_text
from kenbun.subject import Subject

_CONTRARIES = CONTRARIES | {other: one for one, other in CONTRARIES.items()}


def field_words(leaf: Leaf, subject: Subject, *, so: bool) -> Said:
    """`title contains “VP”`, `account’s industry is not “Retail”`, `engagement score is at least 50`"""
    if isinstance(leaf.field, Crowd):
        noun = leaf.field.who.replace("_", " ")
        return who(subject, f"has {how_many(leaf, noun.removesuffix('s'), noun, so=so)}")
    assert isinstance(leaf.field, Field)
    words = " ".join(filter(None, (operator_words(leaf.operator, so=so), value_words(leaf))))
    return whose(_what(leaf.field, subject), words)


def operator_words(operator: Operator, *, so: bool) -> str:
    if so:
        return operator.words
    if contrary := _CONTRARIES.get(operator.name):
        return OPERATORS[contrary].words
    verb, _, rest = operator.words.partition(" ")
    return f"is not {rest}" if verb == "is" else f"does not {verb.removesuffix('s')} {rest}"


def value_words(leaf: Leaf) -> str:
    match leaf.value:
        case None:
            return ""
        case Days(1):
            return "day"
        case Days(count):
            return f"{count:,} days"
        case tuple(values):
            *first, last = (_scalar(value, leaf) for value in values)
            return (
                f"{', '.join(first)} {'and' if leaf.operator.value == 'range' else 'or'} {last}"
                if first
                else last
            )
        case value:
            return _scalar(value, leaf)


def _what(field: Field, subject: Subject) -> str:
    """Metadata keys stand as they are sent; fields of ours as people say them, whose they are only where it is not
    plain."""
    if field.source == "metadata":
        return field.path
    name = field.path.replace("_", " ")
    if field.source == "score":
        return f"{name} score"
    return f"account’s {name}" if field.source == "account" and subject == "lead" else name


def _scalar(value: Scalar, leaf: Leaf) -> str:
    return quoted(value) if isinstance(value, str) and not leaf.compares_dates else as_text(value)
