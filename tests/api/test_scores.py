"""Rules, their publishing and the receipts, as those who build on them were promised them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from tests.api.running import Tenant

J = dict[str, Any]
ADA = {"alias_kind": "email", "alias": "ada@acme.example"}
RULE = {
    "name": "Docs read",
    "event_type": "Docs Read",
    "points": 7,
    "half_life_days": 10,
    "cap": {"points": 14, "per": "day"},
    "conditions": {"any": [{"field": "metadata.path", "operator": "starts_with", "value": "/docs"}]},
    "active": True,
}


def _ruleset(client: httpx.Client) -> J:
    [found] = client.get("/api/rulesets", params={"dimension": "engagement"}).json()["rulesets"]
    one: J = client.get(f"/api/rulesets/{found['id']}").json()
    return one


def _publish(client: httpx.Client, ruleset: str) -> J:
    answer = client.post(f"/api/rulesets/{ruleset}/publish", params={"wait": True})
    job: J = answer.json()
    assert (answer.status_code, job["state"]) == (200, "in_force")
    assert job["job_id"].startswith("ver_")
    return job


def _docs(number: int, days_ago: float = 1) -> J:
    at = datetime.now(UTC) - timedelta(days=days_ago, seconds=number)
    return {
        "event_type": "docs_read",
        **ADA,
        "timestamp": at.isoformat(),
        "metadata": {"path": f"/docs/{number}"},
    }


def _receipt(client: httpx.Client, lead: J, **query: str) -> J:
    answer = client.get(f"/api/lead/{lead['lead_id']}/score/explain", params=query)
    assert answer.status_code == 200, answer.text
    found: J = answer.json()
    return found


def _only_lead(client: httpx.Client) -> J:
    [lead] = client.get("/api/leads").json()["leads"]
    found: J = lead
    return found


def test_a_rule_from_draft_to_score(tenant: Tenant, client: httpx.Client) -> None:
    """Added to the draft it changes nothing; published it scores the past too; changed and removed likewise."""
    tenant.take_in(*(_docs(number) for number in range(4)))
    ruleset = _ruleset(client)
    assert ruleset["primary"]
    assert ruleset["id"].startswith("rs_")
    place = f"/api/rulesets/{ruleset['id']}"
    added = client.post(f"{place}/rules", json=RULE)
    assert added.status_code == 201
    rule = added.json()
    assert rule["rule_id"].startswith("rule_")
    assert {key: rule[key] for key in RULE} == RULE
    assert rule["conditions_in_words"]
    assert _ruleset(client)["has_changes"]
    assert _only_lead(client)["engagement_score"] == 0

    job = _publish(client, ruleset["id"])
    assert (job["version"], job["changed"]) == (2, 1)
    after = _ruleset(client)
    assert not after["has_changes"]
    assert after["versions"][0]["changed"] == 1
    assert [version["state"] for version in after["versions"]] == ["in_force", "past"]
    # Two of four are within the cap, a day old: 14 × 0.5^(1/10).
    assert _only_lead(client)["engagement_score"] == 13

    changed = client.put(
        f"{place}/rules/{rule['rule_id']}", json=RULE | {"cap": None, "half_life_days": None}
    )
    assert (changed.status_code, changed.json()["rule_id"]) == (200, rule["rule_id"])
    assert _only_lead(client)["engagement_score"] == 13
    _publish(client, ruleset["id"])
    assert _only_lead(client)["engagement_score"] == 28

    assert client.delete(f"{place}/rules/{rule['rule_id']}").status_code == 204
    assert client.delete(f"{place}/rules/{rule['rule_id']}").status_code == 404
    _publish(client, ruleset["id"])
    assert _only_lead(client)["engagement_score"] == 0


def test_a_publish_can_be_followed(tenant: Tenant, client: httpx.Client) -> None:
    """Without waiting: 202 with a job, which is the version in the ruleset, building and then in force."""
    ruleset = _ruleset(client)["id"]
    answer = client.post(f"/api/rulesets/{ruleset}/publish")
    assert answer.status_code == 202
    assert answer.json()["state"] == "building"
    for _ in range(600):
        newest = _ruleset(client)["versions"][0]
        assert newest["version_id"] == answer.json()["job_id"]
        if newest["state"] != "building":
            break
    assert newest["state"] == "in_force"
    assert newest["in_force_to"] is None


def test_a_second_ruleset_scores_beside_the_first(tenant: Tenant, client: httpx.Client) -> None:
    """Its score is in the receipt, and not in the list."""
    tenant.take_in(_docs(1), {"event_type": "Demo Requested", **ADA})
    other = client.post("/api/rulesets", json={"name": "Partners"}).json()
    assert not other["primary"]
    client.post(f"/api/rulesets/{other['id']}/rules", json=RULE | {"half_life_days": None})
    _publish(client, other["id"])
    lead = _only_lead(client)
    scores = {
        score["ruleset"]["name"]: score
        for score in _receipt(client, lead)["scores"]
        if score["dimension"] == "engagement"
    }
    assert scores["Partners"]["score"] == 7
    assert not scores["Partners"]["ruleset"]["primary"]
    assert lead["engagement_score"] == scores["Standard"]["score"] == 30


def test_a_receipt(tenant: Tenant, client: httpx.Client) -> None:
    """Lines of the kinds and with the fields that were promised; they sum to the score to the last digit."""
    tenant.take_in(*({"event_type": "Page View", **ADA, "metadata": {"path": "/pricing"}} for _ in range(9)))
    lead = _only_lead(client)
    receipt = _receipt(client, lead, at=lead["scored_at"])
    assert receipt["lead_id"] == lead["lead_id"]
    assert datetime.fromisoformat(receipt["at"]) == datetime.fromisoformat(lead["scored_at"])
    score = receipt["scores"][0]
    assert (score["dimension"], score["score"], score["level"]) == (
        "engagement",
        lead["engagement_score"],
        lead["engagement_level"],
    )
    assert set(score["ruleset"]) >= {"id", "name", "primary"}
    assert sum(Decimal(line["value"]) for line in score["lines"]) == score["score"]
    kinds = [line["kind"] for line in score["lines"]]
    assert set(kinds) <= {"rule", "inactivity", "cap", "rounding", "floor"}
    assert kinds.count("rule") == 18
    assert "cap" in kinds
    for line in score["lines"]:
        assert line.keys() >= {"kind", "rule", "event", "at", "points", "value"}
        assert len(line["value"].partition(".")[2]) == 6
        if line["kind"] == "rule":
            assert line["rule"].keys() >= {"id", "name", "conditions"}
            assert line["rule"]["id"].startswith("rule_")
            assert line["event"]["id"].startswith("evt_")
            assert line["event"]["event_type"] == "Page View"


def test_a_score_below_zero_has_a_floor(tenant: Tenant, client: httpx.Client) -> None:
    """It shows as 0, and one line says by how much it was lifted."""
    tenant.take_in({"event_type": "Trial Cancelled", **ADA})
    lead = _only_lead(client)
    assert lead["engagement_score"] == 0
    score = _receipt(client, lead, at=lead["scored_at"])["scores"][0]
    assert [line["kind"] for line in score["lines"]][:2] == ["rule", "floor"]
    assert sum(Decimal(line["value"]) for line in score["lines"]) == 0


def test_a_past_moment(tenant: Tenant, client: httpx.Client) -> None:
    """What was known then, and what is known of then now, differ by what came late."""
    tenant.take_in({"event_type": "Demo Requested", **ADA})
    first = _only_lead(client)
    yesterday = (datetime.now(UTC) - timedelta(hours=20)).isoformat()
    tenant.take_in({"event_type": "Trial Started", **ADA, "timestamp": yesterday})
    now = _only_lead(client)
    assert now["engagement_score"] > first["engagement_score"]
    assert _receipt(client, first, at=first["scored_at"])["scores"][0]["score"] == first["engagement_score"]
    late = _receipt(client, first, at=first["scored_at"], known="now")["scores"][0]["score"]
    assert late == now["engagement_score"]
    before = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    # No rules were in force yet.
    score = _receipt(client, first, at=before)["scores"][0]
    assert (score["score"], score["lines"]) == (0, [])


def test_the_levels(client: httpx.Client) -> None:
    """The bands that a workspace starts with."""
    [engagement] = client.get("/api/levels", params={"dimension": "engagement"}).json()["dimensions"]
    assert [(one["name"], one["min"], one["max"]) for one in engagement["levels"]] == [
        ("Cold", 0, 24),
        ("Warm", 25, 49),
        ("Hot", 50, 74),
        ("Very Hot", 75, None),
    ]
    by_dimension = {one["dimension"]: one for one in client.get("/api/levels").json()["dimensions"]}
    assert list(by_dimension) == ["engagement", "profile", "account", "account_engagement"]
    assert by_dimension["account_engagement"]["levels"] == []


def test_a_message_id_counts_once(tenant: Tenant, client: httpx.Client) -> None:
    """In one request, in the next, and by another protocol."""
    event = {"event_type": "Demo Requested", **ADA, "message_id": "m-1"}
    with tenant.client(tenant.write_key) as sender:
        first = sender.post("/api/ingest", json=[event, event]).json()
        assert (first["accepted"], first["duplicates"], first["rejected"]) == (1, 1, 0)
        assert sender.post("/api/ingest", json=event).json()["duplicates"] == 1
        message = {"event": "Demo Requested", "userId": "ada@acme.example", "messageId": "m-1"}
        assert sender.post("/v1/track", json=message).json() == {"success": True}
    tenant.take_in({"event_type": "Page View", **ADA})
    assert client.get("/api/events").json()["total"] == 2


def test_rejected_events_are_listed_retried_and_deleted(tenant: Tenant, client: httpx.Client) -> None:
    """Nothing vanishes: with the reason, the field and what was sent."""
    wrong = {"event_type": "Page View", "alias_kind": "email", "alias": "nobody"}
    answer = client.post("/api/ingest", json=[wrong, {"event_type": "Page View", **ADA}])
    assert answer.status_code == 202
    [error] = answer.json()["errors"]
    assert (error["index"], error["field"]) == (0, "alias")
    found = client.get("/api/events/rejected").json()
    assert found["total"] == 1
    [kept] = found["rejected_events"]
    assert (kept["reason"], kept["field"], kept["stage"]) == (error["message"], "alias", "accept")
    again = client.post(f"/api/events/rejected/{kept['rejected_id']}/retry").json()
    assert again == {"accepted": 0, "duplicates": 0, "rejected": 1}
    kept = client.get("/api/events/rejected").json()["rejected_events"][0]
    assert client.delete(f"/api/events/rejected/{kept['rejected_id']}").status_code == 204
    assert client.get("/api/events/rejected").json()["total"] == 0
