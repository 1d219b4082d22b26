"""A tree that is being built: what it says, or what is wrong with it where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from kenbun.conditions import ConditionError, Tree, to_sentence
from kenbun.database import Connection
from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse
from kenbun.segments.builder.forms import Form, tree_of
from kenbun.segments.language.check import checked
from kenbun.segments.language.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Tried:
    """Without conditions there is no tree, nor anything wrong. `errors` by the path of the faulty part."""

    tree: Tree | None = None
    words: str | None = None
    problem: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


async def tried(connection: Connection, workspace_id: UUID, form: Form, segment_id: str = "") -> Tried:
    """`segment_id` is that of the segment which is built, if it has one yet."""
    try:
        document = tree_of(form.conditions)
        if document is None:
            return Tried()
        known = await vocabulary(connection, workspace_id, form.kind)
        tree = checked(document, known, parse("seg", segment_id))
    except ConditionError as error:
        return Tried(problem=error.message, errors={error.path: error.message})
    except Invalid as error:
        return Tried(problem=error.detail)
    return Tried(tree, to_sentence(tree, known.names, form.kind), names=known.names)
