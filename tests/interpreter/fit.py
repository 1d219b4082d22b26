"""What fields are worth under profile and account rules: nothing of the product is used here."""

from datetime import UTC, datetime

from tests.interpreter.conditions import leaf_holds

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def matching(rules, fields, zone):
    """The active rules that hold for these fields."""
    world = {"lead": fields, "zone": zone, "now": _ANY_TIME}
    return [
        rule
        for rule in rules
        if rule.get("active", True) and leaf_holds(rule | {"field": f"lead.{rule['field']}"}, world)
    ]


def fit_score(rules, fields, zone, negative=False):
    total = sum(rule["points"] for rule in matching(rules, fields, zone))
    return total if negative else max(0, total)
