"""Rulesets as a whole through the API: named, copied, previewed, made primary, removed; and what is refused."""

from typing import Any

import httpx
import pytest

from tests.api.running import Tenant

J = dict[str, Any]


def test_a_copy_becomes_the_primary_one(tenant: Tenant, client: httpx.Client) -> None:
    """Copied, changed, published beside the other, previewed, made primary: the list shows its scores."""
    lead_id = tenant.lead(client, "ada@acme.example")
    [standard] = client.get("/api/rulesets", params={"dimension": "engagement"}).json()["rulesets"]
    copy = client.post(f"/api/rulesets/{standard['id']}/copy", json={"name": "Partners"}).json()
    place = f"/api/rulesets/{copy['id']}"
    assert (copy["primary"], len(copy["rules"])) == (False, len(standard["rules"]))
    assert client.post(f"{place}/make-primary").status_code == 409
    rule = {"name": "Anything viewed", "event_type": "Page View", "points": 60}
    client.post(f"{place}/rules", json=rule).raise_for_status()
    client.post(f"{place}/publish", params={"wait": True}).raise_for_status()
    seen = client.post(f"{place}/make-primary/preview").json()
    assert (seen["affected"], seen["up"]) == (1, 1)
    assert client.post(f"{place}/make-primary").json()["primary"] is True
    [lead] = client.get("/api/leads").json()["leads"]
    assert lead["engagement_score"] == seen["movers"][0]["after"]
    receipt = client.get(f"/api/lead/{lead_id}/score/explain").json()
    shown = [one["ruleset"] for one in receipt["scores"] if one["dimension"] == "engagement"]
    assert [(one["name"], one["primary"]) for one in shown] == [("Partners", True), ("Standard", False)]

    assert client.delete(place).status_code == 409
    assert client.delete(f"/api/rulesets/{standard['id']}").status_code == 204
    assert client.get(f"/api/rulesets/{standard['id']}").status_code == 404
    assert client.patch(place, json={"name": "Standard"}).json()["name"] == "Standard"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PATCH", "", {"name": " "}, 422),
        ("PATCH", "", {"name": "x", "primary": True}, 422),
        ("POST", "/copy", {"name": "Standard"}, 422),
        ("POST", "/copy", {}, 422),
    ],
)
def test_what_cannot_be_is_refused(
    client: httpx.Client, method: str, path: str, body: J, status: int
) -> None:
    """By name."""
    [standard] = client.get("/api/rulesets", params={"dimension": "profile"}).json()["rulesets"]
    answer = client.request(method, f"/api/rulesets/{standard['id']}{path}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["errors"]
