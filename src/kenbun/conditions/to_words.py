"""A tree as a sentence for the people who read receipts and lists."""

from kenbun.conditions.counts import WORDS, Count
from kenbun.conditions.fields import Field
from kenbun.conditions.nodes import Group, Leaf, Tree
from kenbun.conditions.values import Days, Scalar, as_text


def to_words(tree: Tree) -> str:
    """`path contains “/pricing” and (plan is “pro” or not (country is “DE”))`"""
    if isinstance(tree, Leaf):
        return _leaf(tree)
    link = " and " if tree.kind == "all" else " or "
    words = link.join(_part(part, alone=len(tree.parts) == 1) for part in tree.parts)
    return f"not ({words})" if tree.kind == "none" else words


def _part(tree: Tree, *, alone: bool) -> str:
    nested = isinstance(tree, Group) and tree.kind != "none" and len(tree.parts) > 1
    return f"({to_words(tree)})" if nested and not alone else to_words(tree)


def _leaf(leaf: Leaf) -> str:
    return " ".join(filter(None, (_field(leaf.field), leaf.operator.words, _value(leaf))))


def _field(field: Field | Count) -> str:
    """Metadata keys stand as they are sent; fields of ours as people say them."""
    if isinstance(field, Count):
        return f"number of {counted(field)}"
    if field.source == "score":
        return f"{field.path.replace('_', ' ')} score"
    if field.source == "metadata":
        return field.path
    return f"{field.source} {field.path.replace('_', ' ')}"


def counted(count: Count, *, one: bool = False) -> str:
    """`Page View events on website where path contains “/pricing” in the last 30 days`; of `one` in the singular."""
    noun = WORDS[count.what].removesuffix("s") if one else WORDS[count.what]
    parts = [count.event_type, noun, f"on {count.channel}" if count.channel else None]
    if count.where:
        parts.append(f"where {to_words(count.where)}")
    if count.days:
        parts.append(f"in the last {'day' if count.days == 1 else f'{count.days:,} days'}")
    return " ".join(filter(None, parts))


def _value(leaf: Leaf) -> str:
    match leaf.value:
        case None:
            return ""
        case Days(1):
            return "day"
        case Days(count):
            return f"{count:,} days"
        case tuple(values):
            return (" and " if leaf.operator.value == "range" else ", ").join(
                _scalar(value, leaf) for value in values
            )
        case value:
            return _scalar(value, leaf)


def _scalar(value: Scalar, leaf: Leaf) -> str:
    return f"“{value}”" if isinstance(value, str) and not leaf.compares_dates else as_text(value)
