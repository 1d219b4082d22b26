"""The form of a rule about a field: what people type, and what is wrong with it."""

import pytest

from kenbun.scoring.fit import forms
from kenbun.scoring.fit.rules import FitDraft

KNOWN = {"title": "text", "employees": "number", "partner": "yes/no", "since": "date"}
GOOD = {**forms.BLANK, "name": "Chief", "field": "title", "value": "CEO"}


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("title", "one_of", ["VP, Data", "Head of IT"]),
        ("title", "is_empty", None),
        ("title", "contains", "chief"),
        ("employees", "between", [10, 250.5]),
        ("employees", "gt", 200),
        ("partner", "equals", True),
        ("since", "before", "2026-01-31"),
    ],
)
def test_a_rule_comes_back_from_its_form_unchanged(field, operator, value):
    """Opening a rule and saving it changes nothing, whatever its value is."""
    draft = FitDraft(name="Rule", field=field, operator=operator, value=value, points=-5, active=False)
    assert forms.check(forms.filled(draft), "profile", KNOWN).draft == draft


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"field": ""}, "field"),
        ({"field": "shoe_size"}, "field"),
        ({"operator": "resembles"}, "operator"),
        ({"value": ""}, "value"),
        ({"operator": "between", "value": "1"}, "value"),
        ({"operator": "one_of", "value": "a\n\0"}, "value"),
        ({"points": "many"}, "points"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(changes, field):
    """Each error stands where the form shows it."""
    checked = forms.check(GOOD | changes, "profile", KNOWN)
    assert checked.draft is None
    assert list(checked.errors) == [field]
    assert set(checked.errors) <= forms.SHOWN_AT


def test_no_operator_moves_with_the_day():
    """“In the last” is not offered."""
    assert "in_last" not in [operator.name for operator in forms.operators()]
