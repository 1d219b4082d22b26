"""How every part fares, as an admin is told."""

import asyncio
from typing import Any

import httpx

from kenbun.kit.clock import system_clock
from kenbun.measures import Round, measures
from kenbun.worker import Worker
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


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


async def test_a_loop_that_fails_is_seen(monkeypatch: Any) -> None:
    """By the kind of error, without its words; once it is well again, when it was is still told."""
    worker, outcomes = Worker(None, system_clock), [True, False, True]  # type: ignore[arg-type]
    seen: list[Round] = []

    async def _try() -> None:
        if outcomes.pop(0):
            raise ValueError("somebody's data")

    async def _look() -> None:
        seen.append(measures.rounds["try"])
        seen[-1] = Round(**{name: getattr(seen[-1], name) for name in Round.__slots__})

    monkeypatch.setattr("kenbun.worker._BREATH_AFTER_ERROR", 0)

    async def _both() -> None:
        await _look()
        await _try()

    _both.__name__ = "_try"
    loop = asyncio.create_task(worker._repeat(_both, asyncio.Event(), 0))
    while outcomes:
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert [(one.error, one.failures, one.rounds) for one in seen[:3]] == [
        (None, 0, 0),
        ("ValueError", 1, 0),
        (None, 1, 1),
    ]
    assert seen[2].failed_at
    del measures.rounds["try"]
