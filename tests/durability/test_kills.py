"""Whatever is killed, whenever: what was accepted is in once, and every score is what its receipt says."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Collection
from decimal import Decimal

import httpx
import psutil

from tests.durability.conftest import Crowd, J, Kenbun, bearer
from tests.triggers.triggered import NEW


def _kill_kenbun(kenbun: Kenbun) -> None:
    kenbun.end(signal.SIGKILL)
    kenbun.start()


def _kill_postmaster(kenbun: Kenbun) -> None:
    os.kill(kenbun.postmaster, signal.SIGKILL)


def _kill_a_backend(kenbun: Kenbun) -> None:
    children = psutil.Process(kenbun.postmaster).children()
    at_work = [child for child in children if "kenbun kenbun" in " ".join(child.cmdline())]
    random.choice(at_work or children).kill()


def _kill_both(kenbun: Kenbun) -> None:
    os.kill(kenbun.postmaster, signal.SIGKILL)
    _kill_kenbun(kenbun)


def _restart(kenbun: Kenbun) -> None:
    """In order: within seconds, with whoever is being answered, and the database goes along."""
    database, begun = psutil.Process(kenbun.postmaster), time.monotonic()
    assert kenbun.end(signal.SIGTERM) == 0
    assert time.monotonic() - begun < 20
    assert not database.is_running()
    kenbun.start()


KILLS = (_kill_postmaster, _kill_a_backend, _kill_kenbun, _kill_both, _restart, _kill_a_backend)


def test_one_life_with_every_kind_of_death(kenbun: Kenbun) -> None:
    """Under load and while publishing; nobody is ever told 500, and in the end the books are right: each lead has set
    off the trigger that waits for it once.

    A build that is killed goes on by itself.
    """
    kenbun.start()
    key = kenbun.command("source", "create", "load").stdout.strip()
    token = kenbun.command("token", "create", "load").stdout.strip()
    _add_trigger(kenbun, token)
    with Crowd(kenbun.address, key, token) as crowd:
        for kill in KILLS:
            time.sleep(random.uniform(0.2, 1.2))
            _begin_publish(kenbun, token)
            time.sleep(random.uniform(0, 0.3))
            kill(kenbun)
            _wait_until_served(kenbun, token)
        time.sleep(0.5)
    assert crowd.faults == []
    assert len(crowd.accepted) > 100
    with httpx.Client(base_url=kenbun.address, headers=bearer(token), timeout=60) as client:
        _send_all_again(client, crowd)
        sent = [event["message_id"] for batch in crowd.sent for event in batch]
        stored = _stored(client, len(sent))
        assert stored == Counter(sent)
        _wait_until_published(client)
        before = _checked_leads(client, len(sent))
        _each_has_fired_once(client, before.keys())
        _publish(client)
        after = _checked_leads(client, len(sent))
    assert {lead: row["event_count"] for lead, row in before.items()} == {
        lead: row["event_count"] for lead, row in after.items()
    }
    # From scratch: a score may have faded across half a point in the meantime, and no further.
    for lead, row in before.items():
        assert abs(row["engagement_score"] - after[lead]["engagement_score"]) <= 1


def _add_trigger(kenbun: Kenbun, token: str) -> None:
    """For whatever a lead does first."""
    with httpx.Client(base_url=kenbun.address, headers=bearer(token), timeout=60) as client:
        client.post("/api/triggers", json=NEW).raise_for_status()


def _each_has_fired_once(client: httpx.Client, leads: Collection[str]) -> None:
    """Or was held back once, as some of their events are old."""
    trigger = client.get("/api/triggers").json()["triggers"][0]["id"]
    found: Counter[tuple[str, str]] = Counter()
    page = {"page": 1, "limit": 100}
    while some := client.get(f"/api/triggers/{trigger}/firings", params=page).json()["firings"]:
        found.update((one["lead_id"], one["state"]) for one in some)
        page["page"] += 1
    assert set(found.values()) == {1}
    assert {lead for lead, _ in found} == set(leads)


def _wait_until_served(kenbun: Kenbun, token: str) -> None:
    """By itself, within half a minute, as a reader sees it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(f"{kenbun.address}/api/leads", headers=bearer(token), timeout=10)
        except httpx.HTTPError:
            continue
        if answer.status_code == 200:
            return
        time.sleep(0.05)
    raise AssertionError(kenbun.log.read_text())


def _send_all_again(client: httpx.Client, crowd: Crowd) -> None:
    """As an SDK does with what it got no answer to: of what was accepted nothing is taken in a second time."""
    sent = [event for batch in crowd.sent for event in batch]
    for start in range(0, len(sent), 500):
        part = sent[start : start + 500]
        answer = client.post("/api/ingest", json=part).json()
        assert answer["accepted"] + answer["duplicates"] == len(part)
        assert answer["accepted"] <= sum(event["message_id"] not in crowd.accepted for event in part)


def _stored(client: httpx.Client, expected: int) -> Counter[str]:
    """The message ids of all events, once as many are worked off as were sent."""
    deadline = time.monotonic() + 60
    while (total := client.get("/api/events?limit=1").json()["total"]) < expected:
        assert time.monotonic() < deadline, (total, expected)
        time.sleep(0.1)
    found: Counter[str] = Counter()
    for page in range(1, -(-total // 100) + 1):
        rows = client.get("/api/events", params={"page": page, "limit": 100}).json()["events"]
        found.update(row["message_id"] for row in rows)
    return found


def _begin_publish(kenbun: Kenbun, token: str) -> None:
    with httpx.Client(base_url=kenbun.address, headers=bearer(token), timeout=60) as client:
        ruleset = client.get("/api/rulesets").json()["rulesets"][0]["id"]
        assert client.post(f"/api/rulesets/{ruleset}/publish").status_code in (202, 409)


def _wait_until_published(client: httpx.Client) -> None:
    """What a death interrupted is in force in the end, though nobody asks a second time."""
    deadline = time.monotonic() + 60
    while (newest := client.get("/api/rulesets").json()["rulesets"][0]["versions"][0])["state"] == "building":
        assert time.monotonic() < deadline, newest
        time.sleep(0.2)
    assert newest["state"] == "in_force", newest


def _publish(client: httpx.Client) -> None:
    ruleset = client.get("/api/rulesets").json()["rulesets"][0]["id"]
    answer = client.post(f"/api/rulesets/{ruleset}/publish?wait=true")
    assert (answer.status_code, answer.json()["state"]) == (200, "in_force"), answer.text


def _checked_leads(client: httpx.Client, events: int) -> dict[str, J]:
    """Every lead as listed, after its receipt for that time was added up."""
    leads: list[J] = client.get("/api/leads", params={"limit": 100}).json()["leads"]
    assert sum(lead["event_count"] for lead in leads) == events
    for lead in leads:
        receipt = client.get(
            f"/api/lead/{lead['lead_id']}/score/explain", params={"at": lead["scored_at"]}
        ).json()["scores"][0]
        assert receipt["score"] == lead["engagement_score"]
        assert sum(Decimal(line["value"]) for line in receipt["lines"]) == receipt["score"]
    return {lead["lead_id"]: lead for lead in leads}
