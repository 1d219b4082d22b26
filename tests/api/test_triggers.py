"""Triggers through the API: made, changed, paused and deleted, and what is refused."""

from typing import Any

import httpx
import pytest

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
