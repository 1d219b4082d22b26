"""What publishing a draft would change."""

from datetime import UTC, datetime

from kenbun.kit.ids import new_id
from kenbun.scoring.drafted import compare, told
from kenbun.scoring.rules import Rule, RuleDraft
from kenbun.scoring.rulesets import Ruleset

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _rule(rule_id=None, **changes):
    values = {"name": "Demo", "event_type": "Demo Requested", "points": 30} | changes
    return Rule.read(rule_id or new_id(), RuleDraft(**values))


def _ruleset(draft, published):
    return Ruleset(new_id(), "engagement", "Standard", True, NOW, tuple(draft), tuple(published), ())


def test_a_draft_like_the_version_in_force_changes_nothing():
    """Without an edit there is nothing to publish."""
    rule = _rule()
    assert [row.change for row in compare(_ruleset([rule], [rule]))] == [None]


def test_every_change_is_named():
    """New and changed rules stand in their place, removed ones at the end, with the fields that changed."""
    kept, gone = _rule(name="Kept"), _rule(name="Gone")
    changed = _rule(kept.rule_id, name="Kept", points=5, half_life_days=7)
    rows = compare(_ruleset([changed, _rule(name="New")], [kept, gone]))
    assert [(row.draft.name, row.change) for row in rows] == [
        ("Kept", "changed"),
        ("New", "new"),
        ("Gone", "removed"),
    ]
    assert rows[0].fields == ("points", "half-life")
    assert told(rows) == "1 new, 1 changed, 1 removed rules."
