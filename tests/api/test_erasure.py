"""Deleting a lead over the API."""

import httpx

from kenbun.kit.ids import new_id, public
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def test_a_lead_is_deleted_with_everything(tenant: Tenant, client: httpx.Client) -> None:
    """Answers how much there was; from then on there is no such lead, whatever asks for it."""
    lead = tenant.lead(client, "ada@acme.example")
    client.post(f"/api/leads/{lead}/watch", json={"note": "Likes tea"})
    shared = client.post(f"/api/leads/{lead}/share-explain").json()["url"].rpartition("/")[2]
    tenant.take_in({"event_type": "Page View", "alias_kind": "email", "alias": "ADA@acme.example"})
    client.post(
        "/api/ingest", json=[{"event_type": None, "alias_kind": "email", "alias": "Ada@acme.example"}]
    )
    gone = client.delete(f"/api/lead/{lead}")
    assert gone.json() == {
        "lead_id": lead,
        "events": 2,
        "sessions": 1,
        "aliases": 1,
        "fields": 1,
        "watches": 1,
        "shares": 1,
        "waiting": 0,
        "rejected": 1,
    }
    for path in (f"/api/lead/{lead}", f"/api/lead/{lead}/events", f"/api/lead/{lead}/score/explain"):
        refused(client.get(path), 404)
    refused(client.delete(f"/api/lead/{lead}"), 404, field="lead_id")
    refused(client.get(f"/api/public/score-explain/{shared}"), 404)
    for path in ("/api/leads", "/api/watched-leads", "/api/events", "/api/events/rejected"):
        assert client.get(path).json()["total"] == 0
    entries = client.get("/api/audit").json()["entries"]
    of_ada = {one["action"]: (one["before"], one["after"]) for one in entries if one["subject_id"] == lead}
    assert of_ada["lead.watch"] == (None, None)
    assert of_ada["lead.delete"][1]["events"] == 2
    sent = {"event_type": "Page View", "lead_id": lead}
    refused(client.post("/api/ingest", json=sent), 404, 422, field="lead_id")


def test_who_may_not_deletes_nothing(
    tenant: Tenant, client: httpx.Client, acme: Tenant, admin: httpx.Client
) -> None:
    """A viewer, somebody of another workspace, and an id of nobody."""
    lead = tenant.lead(client, "ada@acme.example")
    with tenant.client(tenant.token("viewer")) as viewer:
        refused(viewer.delete(f"/api/lead/{lead}"), 403)
    refused(admin.delete(f"/api/lead/{lead}"), 404, field="lead_id")
    for nobody in ("ld_nobody", public("ld", new_id())):
        refused(client.delete(f"/api/lead/{nobody}"), 404, field="lead_id")
    assert client.get(f"/api/lead/{lead}").status_code == 200
