"""Every version is kept: read, compared with another, and restored as a new one; drafts are tried beforehand."""

from typing import Any

import httpx
import pytest

from tests.api.running import Tenant

J = dict[str, Any]
OPENED = {"name": "Opened", "event_type": "Email Opened", "points": 3}
SENT = {"name": "Sent", "event_type": "Form Sent", "points": 5}


@pytest.fixture(params=["engagement", "profile"])
def ruleset(client: httpx.Client, request: pytest.FixtureRequest) -> J:
    [found] = client.get("/api/rulesets", params={"dimension": request.param}).json()["rulesets"]
    whole: J = client.get(f"/api/rulesets/{found['id']}").json()
    return whole


def _publish(client: httpx.Client, place: str) -> None:
    answer = client.post(f"{place}/publish", params={"wait": True})
    assert (answer.status_code, answer.json()["state"]) == (200, "in_force"), answer.text


def _without_words(rules: list[J]) -> list[J]:
    return sorted(
        ({name: value for name, value in rule.items() if not name.endswith("in_words")} for rule in rules),
        key=lambda rule: str(rule["rule_id"]),
    )


def test_there_and_back(client: httpx.Client, ruleset: J) -> None:
    """What changed is told rule by rule; the version before comes back with the same rules, and the draft with it."""
    place = f"/api/rulesets/{ruleset['id']}"
    gone, changed = ruleset["rules"][:2]
    client.delete(f"{place}/rules/{gone['rule_id']}")
    names = ("rule_id", "conditions_in_words", "condition_in_words")
    again = {name: value for name, value in changed.items() if name not in names} | {"points": 77}
    client.put(f"{place}/rules/{changed['rule_id']}", json=again).raise_for_status()
    _publish(client, place)
    told = client.get(f"{place}/versions/compare", params={"from": 1, "to": 2}).json()
    by_change = {one["change"]: one for one in told["differences"]}
    assert (told["from"], told["to"], set(by_change)) == (1, 2, {"changed", "removed"})
    assert by_change["changed"]["fields"] == ["points"]
    assert by_change["changed"]["before"]["points"] == changed["points"]
    assert by_change["changed"]["after"]["points"] == 77
    assert by_change["removed"]["before"]["rule_id"] == gone["rule_id"]
    assert client.get(f"{place}/versions/compare").json() == told, "the one in force with the one before"
    answer = client.post(f"{place}/versions/1/restore", params={"wait": True})
    assert (answer.status_code, answer.json()["state"]) == (200, "in_force")
    now = client.get(place).json()
    assert [version["number"] for version in now["versions"]] == [3, 2, 1]
    assert _without_words(now["published"]) == _without_words(ruleset["published"])
    assert not now["has_changes"], "the draft went back too"
    first = client.get(f"{place}/versions/1").json()["rules"]
    assert _without_words(first) == _without_words(now["published"])
    assert len(client.get(f"{place}/versions").json()["versions"]) == 3


def test_a_draft_at_work_stays(client: httpx.Client, ruleset: J) -> None:
    """Restoring a version takes nobody's unpublished changes away."""
    place = f"/api/rulesets/{ruleset['id']}"
    client.delete(f"{place}/rules/{ruleset['rules'][0]['rule_id']}")
    client.post(f"{place}/versions/1/restore", params={"wait": True}).raise_for_status()
    now = client.get(place).json()
    assert len(now["rules"]) == len(ruleset["rules"]) - 1
    assert len(now["published"]) == len(ruleset["rules"])


def test_what_is_not_there(client: httpx.Client, ruleset: J) -> None:
    """A version that never was is not found, whatever is asked of it."""
    place = f"/api/rulesets/{ruleset['id']}/versions"
    assert client.get(f"{place}/9").status_code == 404
    assert client.get(f"{place}/compare", params={"from": 1, "to": 9}).status_code == 404
    assert client.post(f"{place}/9/restore").status_code == 404
    assert client.get(f"{place}/many").status_code == 404


def test_a_preview(tenant: Tenant, client: httpx.Client) -> None:
    """The draft, or rules given in its place, tried on the leads there are: nothing is written."""
    [ruleset] = client.get("/api/rulesets", params={"dimension": "engagement"}).json()["rulesets"]
    place = f"/api/rulesets/{ruleset['id']}"
    tenant.take_in(
        {"event_type": "Email Opened", "alias_kind": "email", "alias": "ada@acme.example"},
        {"event_type": "Form Sent", "alias_kind": "email", "alias": "bob@acme.example"},
    )
    before = {lead["name"]: lead["engagement_score"] for lead in client.get("/api/leads").json()["leads"]}
    told = client.post(f"{place}/preview").json()
    assert (told["leads"], told["affected"], told["unchanged"]) == (2, 0, 2)
    told = client.post(f"{place}/preview", json={"draft": [OPENED, SENT | {"points": 60}]}).json()
    assert {mover["name"]: mover["after"] for mover in told["movers"]} == {
        "ada@acme.example": 3,
        "bob@acme.example": 60,
    }
    assert {"from": "Cold", "to": "Hot", "count": 1} in told["level_moves"]
    assert told["up"] + told["down"] == told["affected"] == len(told["movers"])
    assert told["seconds_estimated"] > 0
    after = {lead["name"]: lead["engagement_score"] for lead in client.get("/api/leads").json()["leads"]}
    assert after == before
    wrong = client.post(f"{place}/preview", json={"draft": [OPENED | {"points": "many"}]})
    assert wrong.status_code == 422
    with tenant.client(tenant.token("viewer")) as viewer:
        assert viewer.post(f"{place}/preview").status_code == 403


def test_a_profile_preview(tenant: Tenant, client: httpx.Client) -> None:
    """Rules about fields are tried on the fields as they are; of account rulesets accounts are counted."""
    tenant.take_in(
        {
            "event_type": "Form Sent",
            "alias_kind": "email",
            "alias": "ada@acme.example",
            "metadata": {"job_title": "CTO", "industry": "Steel"},
        }
    )
    rule = {"name": "Chief", "field": "title", "operator": "equals", "value": "CTO", "points": 80}
    steel = {"name": "Steel", "field": "industry", "operator": "equals", "value": "steel", "points": 20}
    for dimension, one, key in (("profile", rule, "lead_id"), ("account", steel, "account_id")):
        [found] = client.get("/api/rulesets", params={"dimension": dimension}).json()["rulesets"]
        told = client.post(f"/api/rulesets/{found['id']}/preview", json={"draft": [one]}).json()
        [mover] = told["movers"]
        assert mover["after"] == one["points"]
        assert mover[key]
