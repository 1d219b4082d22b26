"""A segment's engagement, lists by segment, and what previews say of segments, as a caller of the API meets them."""

from typing import Any

import httpx
import pytest

from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


@pytest.fixture
def segment(tenant: Tenant, client: httpx.Client) -> str:
    """Ada and Bob have seen a page, Cy has not."""
    for who, what in (("ada", "Page View"), ("bob", "Page View"), ("cy", "Login")):
        tenant.take_in({"event_type": what, "alias_kind": "email", "alias": f"{who}@acme.example"})
    tenant.settle()
    made = client.post(
        "/api/segments", json={"name": "Visitors", "kind": "lead", "conditions": {"did": "Page View"}}
    )
    assert made.status_code == 201, made.text
    found: str = made.json()["id"]
    return found


def _total(client: httpx.Client, path: str, what: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["total"]


def test_each_number_can_be_asked_for_as_a_list(client: httpx.Client, segment: str) -> None:
    """Members, active ones, levels, events of today."""
    found = client.get(f"/api/segments/{segment}/engagement", params={"days": 7}).json()
    assert (found["name"], found["kind"], found["members"], found["active_members"]) == (
        "Visitors",
        "lead",
        2,
        2,
    )
    assert len(found["days"]) == 7
    today = found["days"][-1]
    assert (today["events"], today["active_members"], today["entered"], today["members"]) == (2, 2, 2, 2)
    assert _total(client, f"/api/leads?segment={segment}", "leads") == 2
    assert _total(client, f"/api/leads?not_segment={segment}", "leads") == 1
    assert _total(client, f"/api/accounts?segment={segment}", "accounts") == 1
    assert _total(client, f"/api/events?segment={segment}&suppressed=false&hidden=false", "events") == 2
    assert _total(client, f"/api/sessions?segment={segment}", "sessions") == 2
    for name, count in found["levels"].items():
        assert _total(client, f"/api/leads?segment={segment}&level={name}", "leads") == count


def test_what_is_no_segment(client: httpx.Client, segment: str) -> None:
    """404 for one that there is not, 422 naming the filter, or the number of days."""
    refused(client.get("/api/segments/seg_nothing/engagement"), 404, field="segment_id")
    refused(client.get(f"/api/segments/{segment}/engagement?days=367"), 422, field="days")
    for path in ("leads", "accounts", "events", "sessions"):
        refused(client.get(f"/api/{path}?segment=hot"), 422, field="segment")
    refused(client.delete(f"/api/events?segment={segment}"), 422, field="segment")


def test_previews_name_the_segments_that_would_change(client: httpx.Client, segment: str) -> None:
    """Of rules, of inactivity, of levels and of settings; none where none would."""
    hot = {"name": "Hot", "kind": "lead", "conditions": {"level": "engagement", "value": "Hot"}}
    hot_id = client.post("/api/segments", json=hot).json()["id"]
    ruleset = client.get("/api/rulesets?dimension=engagement").json()["rulesets"][0]["id"]
    draft = {"draft": [{"name": "Pages", "event_type": "Page View", "points": 50}]}
    seen = client.post(f"/api/rulesets/{ruleset}/preview", json=draft).json()
    assert seen["segments"] == [
        {"segment_id": hot_id, "kind": "lead", "name": "Hot", "enters": 2, "leaves": 0}
    ]
    bands = [{"name": "Hot", "min": 1, "max": None, "color": "red"}]
    seen = client.post("/api/levels/engagement/preview", json=bands).json()
    assert [(one["name"], one["enters"] > 0) for one in seen["segments"]] == [("Hot", True)]
    assert client.post("/api/decays/preview").json()["segments"] == []
    assert client.post("/api/settings/preview", json={"history_days": 30}).json()["segments"] == []
    assert _total(client, f"/api/leads?segment={hot_id}", "leads") == 0
