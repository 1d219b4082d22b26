"""The form of a rule: what people type, and what is wrong with it."""

import json

import pytest

from kenbun.builder import vocabulary
from kenbun.kit.ids import new_id
from kenbun.scoring import rule_forms
from kenbun.scoring.rules import Cap, RuleDraft

GOOD = {**rule_forms.BLANK, "name": "Demo", "event_type": "Demo Requested"}


def _errors(**changes):
    return rule_forms.check(GOOD | changes, new_id()).errors


def test_a_rule_comes_back_from_its_form_unchanged():
    """Opening a rule and saving it changes nothing, whatever it holds."""
    draft = RuleDraft(
        name="Pricing",
        event_type="Page View",
        points=-8,
        half_life_days=0.5,
        cap=Cap(points=40, per="week"),
        conditions={"all": [{"field": "metadata.path", "operator": "contains", "value": "/pricing"}]},
        valid_from="2026-01-01",
        valid_to="2026-12-31",
        active=False,
    )
    assert rule_forms.check(rule_forms.filled(draft), new_id()).draft == draft


def test_blank_means_never_and_none():
    """No half-life is no fading, no cap is no bound, no conditions is every event."""
    draft = rule_forms.check(GOOD | {"half_life_days": ""}, new_id()).draft
    assert (draft.half_life_days, draft.cap, draft.conditions) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"event_type": "--"}, "event_type"),
        ({"points": "many"}, "points"),
        ({"points": ""}, "points"),
        ({"points": "1.5"}, "points"),
        ({"points": "9" * 5000}, "points"),
        ({"half_life_days": "0.1"}, "half_life_days"),
        ({"half_life_days": "nan"}, "half_life_days"),
        ({"cap_points": "0"}, "cap.points"),
        ({"cap_points": "5", "cap_per": "year"}, "cap.per"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-01-01T00:00:00Z"}, "from"),
        ({"to": "1767225600"}, "to"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "from"),
        ({"conditions": "{"}, "conditions"),
        ({"conditions": "[" * 100_000}, "conditions"),
        (
            {"conditions": '{"all": [{"field": "metadata.x", "operator": "like", "value": 1}]}'},
            "conditions.all[0].operator",
        ),
        ({"conditions": '{"field": "lead.title", "operator": "equals", "value": "CEO"}'}, "conditions.field"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field):
    """Every mistake that can be typed is an error at the field it was typed into."""
    assert list(_errors(**changes)) == [field]


def test_numbers_may_carry_a_true_minus():
    """What the page shows can be typed back."""
    assert rule_forms.check(GOOD | {"points": "−5"}, new_id()).draft.points == -5


def test_operators_that_move_with_the_day_are_not_offered():
    """The builder offers only what a scoring rule may hold."""
    offered = {operator["name"] for operator in json.loads(vocabulary.of_events())["operators"]}
    assert "in_last" not in offered
    assert {"equals", "one_of", "between", "is_empty"} <= offered
