"""How every part fares, as an admin is told; `/metrics` as Prometheus reads it, and who may."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from kenbun.health.parts import _loop
from kenbun.measures import Round
from kenbun.settings import Settings
from tests.api.running import Running, Tenant
from tests.api.test_bad_bodies import refused
from tests.world import NOON


def _parts(client: httpx.Client) -> dict[str, Any]:
    answer = client.get("/api/health").json()
    assert answer["state"] in ("ok", "warning")
    return {part["name"]: part for part in answer["parts"]}


def test_every_part_is_told(tenant: Tenant, client: httpx.Client) -> None:
    """Of events those of this workspace alone: another's rejected ones are none of ours."""
    with tenant.client(tenant.write_key) as sender:
        sender.post("/api/ingest", json=[{}, {}])
    parts = _parts(client)
    assert {"Database", "Worker", "Inbox", "Deliveries", "Mail", "Disk", "Versions"} <= parts.keys()
    assert parts["Inbox"]["numbers"]["rejected"] == 2
    assert parts["Versions"]["numbers"]["postgresql"].startswith("18")
    other = tenant.running.workspace("Others")
    with other.client(other.token("admin")) as theirs:
        assert _parts(theirs)["Inbox"]["numbers"]["rejected"] == 0
    with tenant.client(tenant.token("editor")) as editor:
        refused(editor.get("/api/health"), 403)


def _numbers(running: Running) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = httpx.get(f"{running.address}/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_is_counted(acme: Tenant, admin: httpx.Client) -> None:
    """Events at the door, their way into the lists, answers by route, rounds: each goes up by what is done."""
    before = _numbers(acme.running)
    admin.get("/api/lead/ld_1")
    with acme.client(acme.write_key) as sender:
        event = {
            "event_type": "Page View",
            "alias_kind": "email",
            "alias": "a@acme.example",
            "message_id": "1",
        }
        sender.post("/api/ingest", json=[event, event, {}])
    acme.settle()
    after = _numbers(acme.running)

    def grown(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return after.get(key, 0) - before.get(key, 0)

    outcomes = [grown("kenbun_events_total", outcome=one) for one in ("accepted", "duplicates", "rejected")]
    assert outcomes == [1, 1, 1]
    assert grown("kenbun_event_to_visible_seconds_count") == 1
    assert grown("kenbun_event_to_visible_seconds_bucket", le="30.0") == 1
    assert grown("kenbun_http_requests_total", method="GET", route="/api/lead/{lead_id}", status="404") == 1
    assert grown("kenbun_http_requests_total", method="POST", route="/api/ingest", status="202") == 1
    assert grown("kenbun_worker_rounds_total", loop="work_off") >= 1
    assert after["kenbun_inbox_waiting", ()] == 0


def test_who_may_read_it(acme: Tenant, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine, unless it speaks for others; then the token of an admin alone."""
    address = f"{acme.running.address}/metrics"
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        refused(httpx.get(address, headers={header: "203.0.113.7"}), 401)
    public = Settings(public_url="https://kenbun.example.com")
    monkeypatch.setattr(acme.running.services, "settings", public)
    refused(httpx.get(address), 401)
    refused(httpx.get(address, headers={"Authorization": "Bearer kbn_pat_wrong"}), 401)
    with acme.client(acme.token("editor")) as editor:
        refused(editor.get("/metrics"), 403)
    assert admin.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("loop", "state"),
    [
        (Round(1.0), "ok"),
        (Round(1.0, began_at=NOON - timedelta(minutes=29)), "ok"),
        (Round(1.0, began_at=NOON - timedelta(minutes=31)), "warning"),
        (Round(1.0, began_at=NOON - timedelta(seconds=119), ended_at=NOON - timedelta(seconds=119)), "ok"),
        (
            Round(1.0, began_at=NOON - timedelta(seconds=121), ended_at=NOON - timedelta(seconds=121)),
            "warning",
        ),
        (Round(3600.0, began_at=NOON - timedelta(hours=2), ended_at=NOON - timedelta(hours=2)), "ok"),
        (Round(1.0, began_at=NOON, ended_at=NOON, error="ValueError"), "error"),
    ],
)
def test_a_loop_is_well_as_long_as_it_goes_round(loop: Round, state: str) -> None:
    """One that failed last is failing; one at a round for long, or whose next does not come, is to be looked at."""
    assert _loop("loop", loop, NOON).state == state


def test_readiness_is_asked_by_get_or_head(tenant: Tenant) -> None:
    """As load balancers do; the answer to HEAD has no body, and nothing else differs."""
    got, asked = (httpx.request(how, f"{tenant.running.address}/health") for how in ("GET", "HEAD"))
    assert (got.status_code, got.json()) == (200, {"status": "ok"})
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["Content-Length"] == got.headers["Content-Length"]
