"""Triggers as forms: read, filled, and read again as what they are."""

import pytest
from pydantic import ValidationError
from starlette.datastructures import FormData

from kenbun.kit.errors import Invalid
from kenbun.triggers.builder import forms
from kenbun.triggers.builder.starters import STARTERS
from kenbun.triggers.kinds import definition_of
from tests.triggers.test_words import SAID

REST = {
    "name": "Some",
    "conditions": {"all": [{"owner": None}]},
    "fire": "always",
    "cooldown_seconds": 5_400,
    "outputs": [{"act": "notify", "members": "admins"}],
    "active": False,
}


def _sent(form: forms.Form) -> FormData:
    """As a browser sends it: a switch that is off is left out, steps come one by one."""
    names = [name for name in forms.Form.__slots__ if name not in ("active", "ordered", "steps")]
    pairs = [(name, getattr(form, name)) for name in names]
    pairs += [("steps", step) for step in form.steps]
    pairs += [("ordered", "true" if form.ordered else "false")]
    return FormData(pairs + ([("active", "true")] if form.active else []))


@pytest.mark.parametrize(("kind", "subject", "definition", "_"), SAID)
def test_what_is_filled_in_comes_back(kind, subject, definition, _) -> None:
    """Saving a form that nobody has touched changes nothing, whatever the kind."""
    kept = definition_of(kind, subject, definition)
    document = {"kind": kind, "subject": subject, **kept, **REST}
    form = forms.typed(_sent(forms.filled(document)))
    draft = forms.draft_of(form)
    assert definition_of(draft.kind, draft.subject, draft.given()) == kept
    assert {name: getattr(draft, name) for name in REST} == REST


@pytest.mark.parametrize("starter", STARTERS, ids=lambda one: one.name)
def test_ready_made_triggers_can_be_saved(starter) -> None:
    """Each is what the API takes, but for the segment that it is to name."""
    document = starter.document | {"name": starter.title}
    if starter.segment is not None:
        document["segment_id"] = "seg_0192f0c1a5b77e3c8d2e4f6071829304"
    draft = forms.draft_of(forms.typed(_sent(forms.filled(document))))
    assert definition_of(draft.kind, draft.subject, draft.given())


def test_what_is_wrong_is_named_by_its_field() -> None:
    """Words where a number belongs, a kind that is none, conditions that are no JSON."""
    with pytest.raises(Invalid) as refused:
        forms.typed(FormData([("kind", "dream"), ("subject", "lead")]))
    assert refused.value.field == "kind"
    form = forms.typed(FormData([("kind", "milestone"), ("subject", "lead"), ("threshold", "many")]))
    with pytest.raises(ValidationError) as wrong:
        forms.draft_of(form)
    assert [one["loc"] for one in wrong.value.errors()] == [("threshold",)]
    broken = FormData([("kind", "segment"), ("subject", "lead"), ("conditions", "{")])
    with pytest.raises(Invalid):
        forms.draft_of(forms.typed(broken))
