"""One's own watch list over the API."""

import httpx

from kenbun.kit.ids import new_id, public
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def listed(client: httpx.Client, **query: str) -> list[str]:
    found = client.get("/api/watched-leads", params=query).json()
    assert found["total"] == len(found["leads"])
    return [one["lead_id"] for one in found["leads"]]


def test_a_lead_is_watched_until_it_is_no_more(tenant: Tenant, client: httpx.Client) -> None:
    """By a viewer too, who sees it in a list of their own with what they said of it."""
    lead = tenant.lead(client, "ada@acme.example")
    place = f"/api/leads/{lead}/watch"
    nothing = {"lead_id": lead, "prediction": None, "note": None, "alert_score": None, "alert_level": None}
    with tenant.client(tenant.token("viewer")) as viewer:
        assert viewer.post(place).json() == nothing
        said = {"prediction": "Signs", "alert_score": 80, "alert_level": "Very Hot"}
        assert viewer.post(place, json=said).json() == nothing | said
        assert viewer.post(place, json={"prediction": None}).json() == nothing | said | {"prediction": None}
        [row] = viewer.get("/api/watched-leads").json()["leads"]
        assert row["lead_id"] == lead
        assert row["engagement_level"] == "Cold"
        assert {name: row["watch"][name] for name in said} == said | {"prediction": None}
        assert row["watch"]["watched_at"]
        assert listed(client) == []
        assert [viewer.delete(place).status_code for _ in range(2)] == [204, 204]
        assert listed(viewer) == []


def test_the_list_is_sorted(tenant: Tenant, client: httpx.Client) -> None:
    """By when leads were added, and by what lists sort by."""
    quiet, busy = tenant.lead(client, "ada@acme.example"), tenant.lead(client, "bob@acme.example")
    tenant.take_in({"event_type": "Demo Requested", "alias_kind": "email", "alias": "bob@acme.example"})
    for lead in (busy, quiet):
        client.post(f"/api/leads/{lead}/watch")
    assert listed(client) == [quiet, busy]
    assert listed(client, sort="watched_at") == [busy, quiet]
    assert listed(client, sort="-engagement_score") == [busy, quiet]
    assert listed(client, sort="last_active_at") == [quiet, busy]
    refused(client.get("/api/watched-leads", params={"sort": "name"}), 422, field="sort")


def test_what_is_wrong_is_refused(
    tenant: Tenant, client: httpx.Client, acme: Tenant, admin: httpx.Client
) -> None:
    """And nothing is put on the list."""
    lead, theirs = tenant.lead(client, "ada@acme.example"), acme.lead(admin, "ada@acme.example")
    place = f"/api/leads/{lead}/watch"
    for body, field in (
        ({"prediction": "two\nlines"}, "prediction"),
        ({"note": "x" * 2_001}, "note"),
        ({"note": "\u0000"}, "note"),
        ({"alert_score": "80"}, "alert_score"),
        ({"alert_score": 2**63}, "alert_score"),
        ({"alert_level": "Boiling"}, "alert_level"),
        ({"mood": "good"}, "mood"),
    ):
        refused(client.post(place, json=body), 422, field=field)
    for nobody in (theirs, "ld_nobody", public("ld", new_id())):
        refused(client.post(f"/api/leads/{nobody}/watch"), 404, field="lead_id")
        refused(client.delete(f"/api/leads/{nobody}/watch"), 404, field="lead_id")
    assert listed(client) == []


def test_a_file_of_events_is_taken_in_silence(tenant: Tenant, client: httpx.Client) -> None:
    """Unless one asks for it: what happened a moment ago moves the score all the same."""
    lead = tenant.lead(client, "ada@acme.example")
    client.post(f"/api/leads/{lead}/watch", json={"alert_score": 5})

    def told(query: str, event_type: str) -> list[str]:
        file = {"file": ("events.csv", f"event_type,email\n{event_type},ada@acme.example\n", "text/csv")}
        assert client.post(f"/api/import{query}", files=file).json()["accepted"] == 1
        tenant.take_in({"event_type": "Shrugged", "alias_kind": "email", "alias": "bob@acme.example"})
        return [one["text"] for one in client.get("/api/notifications").json()["notifications"]]

    assert told("", "Demo Requested") == []
    assert client.get(f"/api/lead/{lead}").json()["engagement_score"] > 5
    assert told("?fire_triggers=true", "Pricing Viewed") == ["ada@acme.example is active: Pricing Viewed."]
