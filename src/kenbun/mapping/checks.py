"""What is refused when a mapping is saved."""

from collections.abc import Sequence

from kenbun.conditions.fields import MAX_STEPS
from kenbun.events.types import fold
from kenbun.kit.errors import Conflict, Invalid
from kenbun.mapping.fields import Fields
from kenbun.mapping.mappings import GROUP, IDENTIFY, MappingDraft


def check(draft: MappingDraft, fields: Fields, others: Sequence[MappingDraft]) -> None:
    """Raises Invalid naming the part that is wrong, or Conflict where it stands against another mapping."""
    source, target = draft.source, draft.target
    if fields.find(target.kind, target.field) is None:
        raise Invalid(
            f"There is no {target.kind} field “{target.field[:100]}”: make it first, or take one of "
            f"{', '.join(one.name for one in fields.of(target.kind))}.",
            field="target.field",
        )
    if source.kind == "lead_field":
        _check_lead_field(draft, fields, others)
    elif source.key.count(".") >= MAX_STEPS:
        raise Invalid(f"The path has more than {MAX_STEPS} steps; name a shorter one.", field="source.key")
    if source.kind == "trait" and source.event_type and fold(source.event_type) not in (IDENTIFY, GROUP):
        raise Invalid(
            f"Traits come with calls of the types {IDENTIFY} and {GROUP}: name one of these, or none.",
            field="source.event_type",
        )
    if any(_key(draft) == _key(other) for other in others):
        raise Conflict("There is a mapping from this source to this field already: change that one.")


def _check_lead_field(draft: MappingDraft, fields: Fields, others: Sequence[MappingDraft]) -> None:
    source, target = draft.source, draft.target
    if source.event_type:
        raise Invalid(
            "A lead's field comes with no event: leave the event type out.", field="source.event_type"
        )
    if fields.find("lead", source.key) is None:
        raise Invalid(
            f"There is no lead field “{source.key[:100]}”; there are: "
            f"{', '.join(one.name for one in fields.of('lead'))}.",
            field="source.key",
        )
    if target.kind == "lead" and source.key in _reached(target.field, others):
        raise Invalid(
            f"The field “{source.key}” would be copied to itself, directly or by way of other mappings.",
            field="target.field",
        )


def _reached(field: str, others: Sequence[MappingDraft]) -> set[str]:
    """The lead's fields to which a value of this one is copied on, itself included."""
    reached, fresh = {field}, [field]
    while fresh:
        here = fresh.pop()
        for other in others:
            leads_on = other.source.kind == "lead_field" and other.source.key == here
            if leads_on and other.target.kind == "lead" and other.target.field not in reached:
                reached.add(other.target.field)
                fresh.append(other.target.field)
    return reached


def _key(draft: MappingDraft) -> tuple[str, ...]:
    """What two mappings must not have in common."""
    source = draft.source
    call = draft.call if source.kind == "trait" else fold(source.event_type or "")
    return (source.kind, source.key, call, draft.target.kind, draft.target.field)
