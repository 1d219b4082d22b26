"""A file of events over the API."""

import httpx
import pytest

from kenbun.events import backlog
from kenbun.transfer.events import take_in
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def send(client: httpx.Client, content: str, **query: str) -> httpx.Response:
    return client.post("/api/import", files={"file": ("events.csv", content)}, params=query)


FILE = """event_type,timestamp,Email,user_id,account_name,utm_campaign,Page
Page View,2026-01-05T10:00:00Z,ada@acme.example,42,Acme,spring,/pricing
page_view,2026-01-06T10:00:00Z,,42,,,/docs
,2026-01-06T10:00:00Z,bob@acme.example,,,,
Page View,yesterday,bob@acme.example,,,,
Page View,2026-01-06T10:00:00Z,,,,,
"""


def test_rows_become_events(tenant: Tenant, client: httpx.Client) -> None:
    """Of whom they name, at their time, the other columns as metadata; wrong rows are told and kept."""
    answer = send(client, FILE, fire_triggers="false")
    assert answer.status_code == 202
    taken = answer.json()
    assert (taken["accepted"], taken["duplicates"], taken["rejected"]) == (2, 0, 3)
    assert [(error["row"], error["field"]) for error in taken["errors"]] == [
        (4, "event_type"),
        (5, "timestamp"),
        (6, "aliases"),
    ]
    tenant.settle()
    [lead] = client.get("/api/leads").json()["leads"]
    assert {alias["value"] for alias in lead["aliases"]} == {"ada@acme.example", "42"}
    assert lead["event_count"] == 2
    first = client.get(f"/api/lead/{lead['lead_id']}/events").json()["events"][-1]
    assert (first["event_type"], first["campaign"]) == ("Page View", "spring")
    assert first["metadata"] == {"utm_campaign": "spring", "Page": "/pricing"}
    assert client.get("/api/events/rejected").json()["total"] == 3


def test_the_same_file_again_changes_nothing(client: httpx.Client) -> None:
    """Rows without a message id have one all the same."""
    send(client, FILE)
    again = send(client, FILE).json()
    assert (again["accepted"], again["duplicates"]) == (0, 2)


def test_headings_must_say_what_and_who(client: httpx.Client) -> None:
    """Before any row is taken in; a viewer takes nothing in."""
    refused(send(client, "email\na@b.example\n"), 422, field="file")
    refused(send(client, "event_type,name\nPage View,Ada\n"), 422, field="file")
    refused(send(client, "event_type,email\n"), 422, field="file")
    assert client.get("/api/events").json()["total"] == 0


def test_a_viewer_takes_nothing_in(tenant: Tenant) -> None:
    """Whatever the file."""
    with tenant.client(tenant.token("viewer")) as viewer:
        refused(send(viewer, FILE), 403)


def _noted(client: httpx.Client) -> list[dict[str, object]]:
    entries = client.get("/api/audit", params={"action": "events.import"}).json()["entries"]
    return [entry["after"] for entry in entries]


def test_a_file_is_in_the_audit_log(client: httpx.Client) -> None:
    """How many rows were taken in and refused, and whether triggers may fire; nothing of a file that was refused."""
    refused(send(client, "email\na@b.example\n"), 422, field="file")
    assert _noted(client) == []
    send(client, FILE, fire_triggers="true")
    assert _noted(client) == [
        {"file": "events.csv", "fire_triggers": True, "accepted": 2, "duplicates": 0, "rejected": 3}
    ]


def test_what_was_taken_in_until_it_was_too_much_is_in_the_audit_log(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With why it went no further."""
    monkeypatch.setattr(take_in, "_AT_ONCE", 1)
    monkeypatch.setattr(backlog, "MOST_BEHIND", 0)
    refused(send(client, FILE), 429)
    [note] = _noted(client)
    assert (note["accepted"], note["rejected"]) == (1, 0)
    assert str(note["stopped"]).startswith("Events come in faster")
