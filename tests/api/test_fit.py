"""Profile and account scores, as those who build on them were promised them."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant

J = dict[str, Any]
RULE = {
    "name": "Leads",
    "field": "title",
    "operator": "contains",
    "value": "VP",
    "points": 40,
    "active": True,
}


def _ruleset(client: httpx.Client, dimension: str) -> J:
    [found] = client.get("/api/rulesets", params={"dimension": dimension}).json()["rulesets"]
    one: J = found
    return one


def _publish_alone(client: httpx.Client, dimension: str, *rules: J) -> str:
    """Puts these rules in the place of those that the workspace began with."""
    ruleset = _ruleset(client, dimension)
    place = f"/api/rulesets/{ruleset['id']}"
    for rule in ruleset["rules"]:
        assert client.delete(f"{place}/rules/{rule['rule_id']}").status_code == 204
    for rule in rules:
        assert client.post(f"{place}/rules", json=rule).status_code == 201
    answer = client.post(f"{place}/publish", params={"wait": True})
    assert (answer.status_code, answer.json()["state"]) == (200, "in_force")
    return place


def _identify(tenant: Tenant, email: str, **traits: Any) -> None:
    with tenant.client(tenant.write_key) as sender:
        body = {"userId": email, "traits": {"email": email, **traits}}
        assert sender.post("/v1/identify", json=body).json() == {"success": True}
        company = {"userId": email, "groupId": "acme", "traits": {"plan": "pro", "employees": 500}}
        assert sender.post("/v1/group", json=company).json() == {"success": True}
    tenant.take_in({"event_type": "Page View", "alias_kind": "email", "alias": email})


def _lead(client: httpx.Client) -> J:
    [lead] = client.get("/api/leads").json()["leads"]
    found: J = lead
    return found


def _cards(client: httpx.Client, lead: J, **query: str) -> dict[str, J]:
    answer = client.get(f"/api/lead/{lead['lead_id']}/score/explain", params=query)
    assert answer.status_code == 200, answer.text
    return {score["dimension"]: score for score in answer.json()["scores"]}


def test_rules_of_fields_from_draft_to_score(tenant: Tenant, client: httpx.Client) -> None:
    """Lists, receipts and levels follow what is published; the draft alone changes nothing."""
    _identify(tenant, "ada@acme.example", title="VP Data")
    _publish_alone(
        client,
        "profile",
        RULE,
        RULE | {"name": "Phone", "field": "phone", "operator": "is_not_empty", "value": None},
    )
    place = _publish_alone(
        client, "account", {"name": "Big", "field": "employees", "operator": ">", "value": 100, "points": 85}
    )
    lead = _lead(client)
    assert (lead["profile_score"], lead["profile_level"]) == (40, "Okay Fit")
    assert (lead["account"]["account_score"], lead["account"]["account_level"]) == (85, "Target")
    cards = _cards(client, lead)
    assert list(cards) == ["engagement", "profile", "account"]
    profile = cards["profile"]
    assert profile["score"] == sum(Decimal(line["value"]) for line in profile["lines"]) == 40
    [line] = profile["lines"]
    assert (line["kind"], line["rule"]["name"], line["words"]) == ("rule", "Leads", "title contains “VP”")
    assert line["rule"]["conditions"] == {"field": "lead.title", "operator": "contains", "value": "VP"}
    assert [one["rule"]["name"] for one in profile["unmatched"]] == ["Phone"]
    assert cards["account"]["lines"][0]["words"] == "employees is more than 100"
    client.post(f"{place}/rules", json=RULE | {"field": "plan", "value": "pro"})
    assert _lead(client)["account"]["account_score"] == 85
    assert _ruleset(client, "account")["has_changes"]


@pytest.mark.parametrize(
    ("dimension", "wrong", "field"),
    [
        ("profile", {"field": "shoe_size"}, "field"),
        ("profile", {"field": "account.plan"}, "field"),
        ("profile", {"field": "metadata.path"}, "field"),
        ("account", {"field": "title"}, "field"),
        ("profile", {"operator": "resembles"}, "operator"),
        ("profile", {"operator": "in_last", "value": {"days": 7}}, "operator"),
        ("profile", {"operator": "gt"}, "value"),
        ("profile", {"value": None}, "value"),
        ("profile", {"value": "a\0b"}, "value"),
        ("profile", {"operator": "one_of", "value": []}, "value"),
        ("profile", {"points": 1.5}, "points"),
        ("profile", {"points": 10**9}, "points"),
        ("profile", {"name": " "}, "name"),
        ("profile", {"half_life_days": 3}, "half_life_days"),
        ("engagement", {}, "field"),
    ],
)
def test_what_cannot_be_is_refused(client: httpx.Client, dimension: str, wrong: J, field: str) -> None:
    """With the part of the rule that is at fault, and nothing is stored."""
    ruleset = _ruleset(client, dimension)
    answer = client.post(f"/api/rulesets/{ruleset['id']}/rules", json=RULE | wrong)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert _ruleset(client, dimension)["rules"] == ruleset["rules"]


def test_an_event_rule_is_no_rule_of_fields(client: httpx.Client) -> None:
    """The other way round it is refused too."""
    ruleset = _ruleset(client, "profile")
    rule = {"name": "Demo", "event_type": "Demo Requested", "points": 5}
    assert client.post(f"/api/rulesets/{ruleset['id']}/rules", json=rule).status_code == 422


def test_operators_are_read_in_any_spelling(client: httpx.Client) -> None:
    """`>=` and a field with its subject in front come back in the one form that is kept."""
    ruleset = _ruleset(client, "account")
    rule = {"name": "Big", "field": "account.employees", "operator": ">=", "value": 100, "points": 5}
    kept = client.post(f"/api/rulesets/{ruleset['id']}/rules", json=rule).json()
    assert (kept["field"], kept["operator"], kept["value"]) == ("employees", "gte", 100)
    assert kept["condition_in_words"] == "employees is at least 100"


def test_several_rulesets_stand_side_by_side(tenant: Tenant, client: httpx.Client) -> None:
    """A second profile ruleset has a card of its own, and lists go on showing the primary's."""
    _identify(tenant, "ada@acme.example", title="VP Data")
    other = client.post("/api/rulesets", json={"name": "Partners", "dimension": "profile"}).json()
    assert (other["dimension"], other["primary"]) == ("profile", False)
    client.post(f"/api/rulesets/{other['id']}/rules", json=RULE)
    client.post(f"/api/rulesets/{other['id']}/publish", params={"wait": True})
    before = _lead(client)["profile_score"]
    answer = client.get(f"/api/lead/{_lead(client)['lead_id']}/score/explain").json()
    profiles = {one["ruleset"]["name"]: one for one in answer["scores"] if one["dimension"] == "profile"}
    assert (profiles["Partners"]["score"], profiles["Partners"]["level"]) == (40, None)
    assert profiles["Standard"]["score"] == before


def test_viewers_read_and_admins_write(tenant: Tenant, client: httpx.Client) -> None:
    """A viewer sees rules of fields and cannot add one."""
    ruleset = _ruleset(client, "profile")
    with tenant.client(tenant.token("viewer")) as viewer:
        assert viewer.get(f"/api/rulesets/{ruleset['id']}").status_code == 200
        assert viewer.post(f"/api/rulesets/{ruleset['id']}/rules", json=RULE).status_code == 403


def test_an_account_is_explained(tenant: Tenant, client: httpx.Client) -> None:
    """By rule and by lead; the lines sum up, and the past is there too."""
    _identify(tenant, "ada@acme.example")
    lead = _lead(client)
    place = f"/api/accounts/{lead['account']['account_id']}/score/explain"
    receipt = client.get(place).json()
    assert [score["dimension"] for score in receipt["scores"]] == ["account", "engagement"]
    for score in receipt["scores"]:
        assert sum(Decimal(line["value"]) for line in score["lines"]) == score["score"]
    [line] = receipt["scores"][1]["lines"]
    assert (line["kind"], line["lead"]["id"], line["points"]) == ("lead", lead["lead_id"], "1.000000")
    assert lead["account"]["engagement_score"] == 1
    past = client.get(place, params={"at": "2020-01-01T00:00:00Z"}).json()
    assert [(score["score"], score["lines"]) for score in past["scores"]] == [(0, []), (0, [])]
    assert client.get(place, params={"at": "2020-01-01"}).status_code == 422
    assert client.get("/api/accounts/acct_0192f0c1a5b77e3c8d2e4f6071829304/score/explain").status_code == 404


def test_rescoring_changes_nothing(tenant: Tenant, client: httpx.Client) -> None:
    """Of all accounts, and of each dimension's leads."""
    _identify(tenant, "ada@acme.example", title="VP Data")
    assert client.post("/api/accounts/rescore").json() == {"scored": 1, "changed": 0}
    for dimension in ("engagement", "profile", "account"):
        place = f"/api/rulesets/{_ruleset(client, dimension)['id']}/rescore"
        assert client.post(place).json() == {"scored": 1, "changed": 0}
        with tenant.client(tenant.token("editor")) as editor:
            assert editor.post(place).status_code == 403
