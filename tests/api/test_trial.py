"""One rule tried on one lead: what it matches, and what the score would be."""

import httpx

from tests.api.running import Running, Tenant

VIEWED = {
    "name": "Docs viewed",
    "event_type": "Docs Viewed",
    "points": 40,
    "cap": {"points": 100, "per": "ever"},
    "conditions": {"all": [{"field": "metadata.seconds", "operator": "gt", "value": 10}]},
}


def _place(client: httpx.Client, dimension: str) -> str:
    [found] = client.get("/api/rulesets", params={"dimension": dimension}).json()["rulesets"]
    return f"/api/rulesets/{found['id']}"


def _take_in(tenant: Tenant, *seconds: int) -> None:
    tenant.take_in(
        *(
            {
                "event_type": "docs_viewed",
                "alias_kind": "email",
                "alias": "ada@acme.example",
                "timestamp": f"2026-03-0{day}T12:00:00Z",
                "metadata": {"seconds": one, "job_title": "CTO", "industry": "Steel"},
            }
            for day, one in enumerate(seconds, start=1)
        )
    )


def test_on_a_lead(tenant: Tenant, client: httpx.Client) -> None:
    """The matching events, the cap's last one in part, and the score with this rule beside those in force."""
    _take_in(tenant, 30, 5, 20, 40)
    [lead] = client.get("/api/leads").json()["leads"]
    place = f"{_place(client, 'engagement')}/rules/test"
    told = client.post(place, json={"rule": VIEWED, "lead_id": lead["lead_id"]}).json()
    assert told["matches"]
    assert "seconds" in told["words"]
    assert [event["points"] for event in told["events"]] == ["20.000000", "40.000000", "40.000000"]
    assert (told["points"], told["value"], told["events_matched"]) == ("100.000000", "100.000000", 3)
    assert told["current_score"] == lead["engagement_score"]
    assert told["projected_score"] == lead["engagement_score"] + 100
    off = client.post(place, json={"rule": VIEWED | {"active": False}, "lead_id": lead["lead_id"]}).json()
    assert (off["matches"], off["projected_score"]) == (True, lead["engagement_score"])


def test_in_the_place_of_another(tenant: Tenant, client: httpx.Client) -> None:
    """A rule of the draft as it stands, and as it would be changed: the one in force makes room for it."""
    place = _place(client, "engagement")
    rule = client.post(f"{place}/rules", json=VIEWED | {"cap": None}).json()
    client.post(f"{place}/publish", params={"wait": True}).raise_for_status()
    _take_in(tenant, 30)
    [lead] = client.get("/api/leads").json()["leads"]
    asked = {"rule_id": rule["rule_id"], "lead_id": lead["lead_id"]}
    same = client.post(f"{place}/rules/test", json=asked).json()
    assert same["current_score"] == same["projected_score"] == 40
    other = client.post(f"{place}/rules/test", json=asked | {"rule": VIEWED | {"points": 7}}).json()
    assert (other["current_score"], other["projected_score"]) == (40, 7)


def test_on_fields(tenant: Tenant, client: httpx.Client) -> None:
    """Rules about fields tell what the field holds; rulesets of accounts are tried on accounts."""
    _take_in(tenant, 30)
    [lead] = client.get("/api/leads").json()["leads"]
    rule = {"name": "Chief", "field": "title", "operator": "equals", "value": "cto", "points": 30}
    asked = {"rule": rule, "lead_id": lead["lead_id"]}
    told = client.post(f"{_place(client, 'profile')}/rules/test", json=asked).json()
    assert (told["matches"], told["field_value"]) == (True, "CTO")
    assert told["projected_score"] == told["current_score"] + 30 == lead["profile_score"] + 30
    steel = {"name": "Steel", "field": "industry", "operator": "equals", "value": "wood", "points": 20}
    asked = {"rule": steel, "account_id": lead["account"]["account_id"]}
    told = client.post(f"{_place(client, 'account')}/rules/test", json=asked).json()
    assert (told["matches"], told["field_value"]) == (False, "Steel")
    assert told["projected_score"] == told["current_score"]


def test_what_is_not_there(server: Running, tenant: Tenant, client: httpx.Client) -> None:
    """Nobody's id, another workspace's, none at all, and no rule: each says what is missing."""
    _take_in(tenant, 30)
    elsewhere = server.workspace("Others")
    _take_in(elsewhere, 30)
    with elsewhere.client(elsewhere.token("viewer")) as other:
        [theirs] = other.get("/api/leads").json()["leads"]
    place = f"{_place(client, 'engagement')}/rules/test"
    for lead_id in ("ld_nobody", theirs["lead_id"], None):
        answer = client.post(place, json={"rule": VIEWED, "lead_id": lead_id})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (404, "lead_id")
    assert client.post(place, json={"lead_id": theirs["lead_id"]}).status_code == 422
