"""A segment as a form, and what is wrong with it."""

import json

import pytest
from pydantic import ValidationError

from kenbun.conditions import ConditionError
from kenbun.kit.errors import Invalid
from kenbun.segments.builder import forms
from kenbun.segments.builder.past import changed
from kenbun.segments.builder.seen import Seen
from kenbun.segments.defining.definitions import Definition
from kenbun.segments.trying.preview import Preview

TREE = {"all": [{"owner": None}]}
SENT = {
    "kind": "account",
    "name": "Ours",
    "description": "",
    "active": "true",
    "conditions": json.dumps(TREE),
}


def test_a_form_is_read_and_filled_alike():
    """What was saved stands in the form as it was sent."""
    draft = forms.draft_of(forms.typed(SENT))
    assert (draft.kind, draft.name, draft.active, draft.conditions) == ("account", "Ours", True, TREE)
    saved = Definition(draft.name, draft.description, draft.active, draft.conditions)
    assert forms.filled("account", saved) == forms.typed(SENT)


@pytest.mark.parametrize("text", ["", "  "])
def test_no_conditions_are_none(text):
    """A segment without conditions holds who is added by hand: an empty tree is no tree."""
    assert forms.draft_of(forms.typed(SENT | {"conditions": text})).conditions is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "x" * 101}, "name"),
        ({"description": "x" * 1_001}, "description"),
        ({"conditions": "{"}, "conditions"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field):
    """Every mistake that can be typed is an error at the field it was typed into, in a sentence."""
    with pytest.raises((ValidationError, Invalid)) as refused:
        forms.draft_of(forms.typed(SENT | changes))
    [(path, words)] = forms.errors_of(refused.value).items()
    assert path == field
    assert words.endswith(".")


def test_errors_of_conditions_keep_their_path():
    """By which the builder finds the condition."""
    wrong = forms.errors_of(ConditionError("conditions.all[1].value", "Give a number."))
    assert forms.of_conditions(wrong | {"name": "Name it."}) == {"conditions.all[1].value": "Give a number."}


def test_another_kind_is_refused():
    """There are leads and accounts."""
    with pytest.raises(Invalid, match="leads or of accounts"):
        forms.typed(SENT | {"kind": "robot"})


@pytest.mark.parametrize(
    ("count", "total", "share"),
    [
        (0, 0, "0 %"),
        (0, 9, "0 %"),
        (9, 9, "100 %"),
        (1, 3, "33.3 %"),
        (1, 100_000, "under 0.1 %"),
        (99_999, 100_000, "99.9 %"),
    ],
)
def test_a_share_is_never_rounded_to_nobody_or_everybody(count, total, share):
    """Somebody is not 0 %, and all but one are not 100 %."""
    assert Seen(Preview(count, total, [], [], 0, 0, None), [], "[]", None).share == share


def test_history_names_what_each_save_changed():
    """In the words of the page, and nothing that stayed."""
    before = Definition("Hot", "", True, None)
    assert changed(Definition("Hot", "", False, TREE), before) == ["active", "conditions"]
    assert changed(before, before) == []
