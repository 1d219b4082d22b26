"""Everything known of a person over the API."""

import httpx

from kenbun.kit.ids import new_id, public
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def test_a_file_to_download_the_same_each_time(tenant: Tenant, client: httpx.Client) -> None:
    """A viewer may; it is in the audit log each time, and not in the file."""
    lead = tenant.lead(client, "ada@acme.example")
    place = f"/api/lead/{lead}/export"
    with tenant.client(tenant.token("viewer")) as viewer:
        first, second = viewer.get(place), viewer.get(place)
    assert first.content == second.content
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Content-Disposition"] == f'attachment; filename="{lead}.json"'
    assert first.headers["Cache-Control"] == "no-store"
    assert first.json()["aliases"][0]["value"] == "ada@acme.example"
    assert [event["event_type"] for event in first.json()["events"]] == ["Page View"]
    entries = client.get("/api/audit").json()["entries"]
    assert [one["subject_id"] for one in entries if one["action"] == "lead.export"] == [lead, lead]


def test_nobody_is_nobody(tenant: Tenant, client: httpx.Client, acme: Tenant, admin: httpx.Client) -> None:
    """Also a lead of another workspace."""
    theirs = acme.lead(admin, "ada@acme.example")
    for nobody in (theirs, "ld_nobody", public("ld", new_id())):
        refused(client.get(f"/api/lead/{nobody}/export"), 404, field="lead_id")
