"""Triggers through the API: made, changed, paused and deleted, and what is refused."""

import csv
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant

J = dict[str, Any]
HOT: J = {
    "name": "Hot",
    "kind": "milestone",
    "subject": "lead",
    "dimension": "engagement",
    "direction": "up",
    "threshold": 50,
}
SEQUENCE: J = {
    "name": "Demo after pricing",
    "kind": "sequence",
    "subject": "lead",
    "steps": ["Pricing Page", "Demo"],
    "within_seconds": 3600,
}
SURGE: J = {"name": "Busy", "kind": "surge", "subject": "account", "count": 5, "within_seconds": 60}
LEVEL: J = {
    "name": "Too cold",
    "kind": "level",
    "subject": "lead",
    "dimension": "engagement",
    "level": "Cold",
    "on": "enter",
}


def add(client: httpx.Client, given: J) -> J:
    made: J = client.post("/api/triggers", json=given).raise_for_status().json()
    return made


def test_a_trigger_is_what_was_said_of_it(client: httpx.Client) -> None:
    """Made, it answers with the fields of its kind alone, and what was left out as it is by itself."""
    made = add(client, HOT)
    assert made.items() >= (HOT | {"event_type": None, "fire": "always", "cooldown_seconds": 0}).items()
    assert made["active_since"] == made["created_at"]
    assert "steps" not in made
    assert client.get(f"/api/triggers/{made['id']}").json() == made
    add(client, SURGE)
    listed = client.get("/api/triggers", params={"limit": 1}).json()
    assert (listed["total"], [one["name"] for one in listed["triggers"]]) == (2, ["Busy"])


def test_changes_leave_what_they_do_not_name(client: httpx.Client) -> None:
    """Paused it waits for nothing; begun again, it does so from then on. Each change is on record."""
    made = add(client, HOT)
    paused = client.patch(f"/api/triggers/{made['id']}", json={"active": False}).json()
    assert (paused["active"], paused["active_since"], paused["threshold"]) == (False, None, 50)
    again = client.patch(f"/api/triggers/{made['id']}", json={"active": True, "threshold": 60}).json()
    assert (again["threshold"], again["direction"], again["active_since"]) == (60, "up", again["changed_at"])
    renamed = client.patch(f"/api/triggers/{made['id']}", json={"name": "Very hot"}).json()
    assert renamed["active_since"] == again["active_since"]
    assert client.delete(f"/api/triggers/{made['id']}").status_code == 204
    assert client.get(f"/api/triggers/{made['id']}").status_code == 404
    done = [one["action"] for one in client.get("/api/audit").json()["entries"]]
    assert done[:5] == ["trigger.remove", *["trigger.change"] * 3, "trigger.add"]


def test_what_triggers_bring_about_is_kept_as_it_was_said(client: httpx.Client) -> None:
    """Once each, whichever act it is."""
    me = client.get("/api/me").json()["user_id"]
    segment = client.post("/api/segments", json={"name": "Called", "kind": "lead"}).json()["id"]
    outputs = [
        {"act": "notify", "members": "admins"},
        {"act": "notify", "members": [me]},
        {"act": "notify_owner"},
        {"act": "assign", "owners": [me]},
        {"act": "set_field", "field": "lifecycle_stage", "value": "Hot"},
        {"act": "add_to_segment", "segment_id": segment},
    ]
    made = add(client, HOT | {"outputs": [*outputs, outputs[0]]})
    assert made["outputs"] == outputs


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (HOT | {"threshold": None}, "threshold"),
        (HOT | {"dimension": "account"}, "dimension"),
        (HOT | {"steps": ["A", "B"]}, "steps"),
        (HOT | {"dimension": "profile", "event_type": "Demo"}, "event_type"),
        (SEQUENCE | {"steps": ["A"]}, "steps"),
        (SEQUENCE | {"within_seconds": 0}, "within_seconds"),
        (SURGE | {"account_surge": True}, "count"),
        (SURGE | {"count": 0}, "count"),
        (LEVEL | {"level": "Lukewarm"}, "level"),
        ({"name": "X", "kind": "segment", "subject": "lead", "segment_id": "seg_1", "on": "enter"}, "segment_id"),
        (HOT | {"conditions": {"all": [{"score": "mood", "operator": "gt", "value": 1}]}}, "conditions.all[0].score"),
        (HOT | {"outputs": [{"channel_id": "chn_1"}]}, "outputs[0].channel_id"),
        (HOT | {"outputs": [{"act": "sing"}]}, "outputs[0].act"),
        (HOT | {"outputs": [{"act": "notify", "members": ["usr_1"]}]}, "outputs[0].members[0]"),
        (HOT | {"outputs": [{"act": "set_field", "field": "mood", "value": 1}]}, "outputs[0].field"),
        (HOT | {"outputs": [{"act": "set_field", "field": "city", "value": "\0"}]}, "outputs[0].value"),
        (HOT | {"outputs": [{"act": "notify_owner", "loudly": True}]}, "outputs[0].loudly"),
        (HOT | {"cooldown_seconds": -1}, "cooldown_seconds"),
        (HOT | {"fire": "twice"}, "fire"),
        (HOT | {"name": " "}, "name"),
        (HOT | {"kind": "mood"}, "kind"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_place(admin: httpx.Client, given: J, field: str) -> None:
    """Nothing is saved that could never fire, or would tell nobody."""
    answer = admin.post("/api/triggers", json=given)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == field


def test_two_triggers_never_have_one_name(client: httpx.Client) -> None:
    """However it is spelled."""
    add(client, HOT)
    answer = client.post("/api/triggers", json=SEQUENCE | {"name": "HOT"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "name")


def demo(who: str) -> J:
    return {"event_type": "Demo", "alias_kind": "email", "alias": f"{who}@acme.example"}


ONCE: J = {
    "name": "=Asked",
    "kind": "surge",
    "subject": "lead",
    "event_type": "Demo",
    "count": 1,
    "within_seconds": 60,
}


def test_what_has_fired_is_listed_and_written_out(tenant: Tenant, client: httpx.Client) -> None:
    """The latest first, each with whom, when and why; as a file no cell of which is a formula."""
    made = add(client, ONCE)
    tenant.take_in(demo("ada"))
    tenant.take_in(demo("bob"))
    found = client.get(f"/api/triggers/{made['id']}/firings").json()
    assert (found["total"], [one["state"] for one in found["firings"]]) == (2, ["fired", "fired"])
    leads = {
        one["name"].partition("@")[0]: one["lead_id"] for one in client.get("/api/leads").json()["leads"]
    }
    latest, first = found["firings"]
    assert (latest["lead_id"], first["lead_id"], latest["account_id"]) == (leads["bob"], leads["ada"], None)
    assert (first["cause"]["event_type"], first["held_because"], first["chain"]) == ("Demo", None, 0)
    assert "Demo" in first["words"]
    assert client.get("/api/triggers/firings", params={"state": "held_back"}).json()["total"] == 0
    answer = client.get(f"/api/triggers/{made['id']}/firings/export")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = list(csv.reader(answer.text.splitlines()))
    assert head[:3] == ["firing_id", "at", "trigger"]
    assert [row[2] for row in rows] == ["'=Asked"] * 2
    assert [row[5] for row in rows] == ["bob@acme.example", "ada@acme.example"]


def test_a_simulation_says_what_it_would_have_fired(tenant: Tenant, client: httpx.Client) -> None:
    """Before it is saved as after, and nothing comes of it: how often, whom, when, and on which day."""
    tenant.take_in(demo("ada"))
    tenant.take_in(demo("bob"), demo("ada") | {"timestamp": "2026-01-01T00:00:00Z"})
    seen = client.post("/api/triggers/simulate", params={"days": 7}, json=ONCE).raise_for_status().json()
    assert (seen["count"], len(seen["per_day"]), seen["per_day"][-1]["count"]) == (2, 8, 2)
    assert [one["cause"]["count"] for one in seen["firings"]] == [1, 1]
    assert client.get("/api/triggers").json()["total"] == 0
    made = add(client, ONCE)
    again = client.post(f"/api/triggers/{made['id']}/simulate", params={"days": 7}).json()
    assert again == seen
    assert client.get(f"/api/triggers/{made['id']}/firings").json()["total"] == 0
    assert client.post(f"/api/triggers/{made['id']}/simulate", params={"days": 91}).status_code == 422


def test_what_was_held_back_is_released_by_admins(tenant: Tenant, client: httpx.Client) -> None:
    """By what held it back; and what there is not is named."""
    made = add(client, ONCE)
    old = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    tenant.take_in(demo("ada") | {"timestamp": old}, demo("bob") | {"timestamp": old})
    held = {"state": "held_back", "because": "late"}
    found = client.get("/api/triggers/firings", params=held).json()
    assert found["total"] == 2
    done = client.post("/api/triggers/firings/release", json={"ids": [found["firings"][0]["id"]]}).json()
    assert done == {"released": 1, "discarded": 0, "left": False}
    done = client.post("/api/triggers/firings/discard", json={"because": "late"}).json()
    assert done == {"released": 0, "discarded": 1, "left": False}
    assert client.get("/api/triggers/firings", params=held).json()["total"] == 0
    states = [one["state"] for one in client.get(f"/api/triggers/{made['id']}/firings").json()["firings"]]
    assert sorted(states) == ["discarded", "released"]
    for body, status, field in (
        ({"ids": ["fir_1"]}, 404, "ids[0]"),
        ({"trigger_id": "trg_1"}, 404, "trigger_id"),
        ({"ids": []}, 422, "ids"),
    ):
        answer = client.post("/api/triggers/firings/release", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert client.post("/api/triggers/firings/release", json={}).status_code == 422
