"""Channels and deliveries through the API: set up, tried, told of what happens, sent again, and what is refused."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from kenbun.measures import measures
from tests.api.running import Running, Tenant
from tests.receiver import Receiver, receiving

J = dict[str, Any]
HOT: J = {
    "name": "Hot",
    "kind": "milestone",
    "subject": "lead",
    "dimension": "engagement",
    "direction": "up",
    "threshold": 1,
}


@pytest.fixture
def receiver(server: Running) -> Iterator[Receiver]:
    """In the loop of the server."""
    context = receiving()
    yield server.call(context.__aenter__())
    server.call(context.__aexit__(None, None, None))


def add(client: httpx.Client, name: str, kind: str = "webhook", **config: Any) -> J:
    asked = {"name": name, "kind": kind, "config": config}
    made: J = client.post("/api/channels", json=asked).raise_for_status().json()
    return made


def wait(until: Callable[[], Any]) -> Any:
    end = time.monotonic() + 10
    while not (found := until()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def deliveries(client: httpx.Client, **filters: Any) -> list[J]:
    found: list[J] = client.get("/api/deliveries", params=filters).raise_for_status().json()["deliveries"]
    return found


def test_secrets_are_answered_once(client: httpx.Client) -> None:
    """A webhook's key when it is made or changed; what others are given, never."""
    hook = add(client, "Hook", url="https://hooks.example.com/kenbun")
    assert hook["signing_key"].startswith("whsec_")
    bot = add(client, "Bot", "slack", token="xoxb-top-secret", channel="#sales")
    flow = add(client, "Flow", "teams", url="https://flows.example.com/top-secret")
    assert (bot["config"], flow["config"]) == ({"channel": "#sales"}, {})
    rotated = client.post(f"/api/channels/{hook['id']}/key", json={}).raise_for_status().json()
    assert rotated["signing_key"] not in ("", hook["signing_key"])
    seen = client.get("/api/channels").text + client.get(f"/api/channels/{hook['id']}").text
    log = client.get("/api/audit").text
    for secret in ("top-secret", "whsec_"):
        assert secret not in seen + log
    assert '"channel.add"' in log


def test_what_is_left_out_stays(client: httpx.Client) -> None:
    """The name, and a token that nobody can read any more."""
    bot = add(client, "Bot", "slack", token="xoxb-1", channel="#sales")
    path = f"/api/channels/{bot['id']}"
    changed = client.patch(path, json={"config": {"channel": "#hot"}}).raise_for_status().json()
    assert (changed["config"], changed["name"]) == ({"channel": "#hot"}, "Bot")
    assert client.patch(path, json={"active": False}).json()["active"] is False
    add(client, "Flow", "teams", url="https://flows.example.com/1")
    assert client.patch(path, json={"name": "flow"}).status_code == 409
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("kind", "config", "field"),
    [
        ("webhook", {}, "config.url"),
        ("webhook", {"url": "http://10.0.0.1/"}, "config.url"),
        ("webhook", {"url": "http://[::ffff:169.254.169.254]/latest"}, "config.url"),
        ("webhook", {"url": "https://a.example/", "per_second": 0}, "config.per_second"),
        ("webhook", {"url": "https://a.example/", "secret": "x"}, "config.secret"),
        ("email", {"to": []}, "config.to"),
        ("email", {"to": ["ada@acme.com", "nobody"]}, "config.to[1]"),
        ("slack", {}, "config.url"),
        ("slack", {"token": "xoxb-1"}, "config.channel"),
        ("slack", {"token": "xoxb-1\r\nEvil: 1", "channel": "#a"}, "config.token"),
        ("slack", {"url": "https://a.example/", "token": "xoxb-1"}, "config.token"),
        ("teams", {}, "config.url"),
        ("teams", {"url": "teams"}, "config.url"),
    ],
)
def test_what_cannot_be_used_is_refused(admin: httpx.Client, kind: str, config: J, field: str) -> None:
    """By name, before anything is kept."""
    answer = admin.post("/api/channels", json={"name": "New", "kind": kind, "config": config})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_an_event_reaches_the_webhook(tenant: Tenant, client: httpx.Client, receiver: Receiver) -> None:
    """Within a second or so, signed; the delivery is listed with its trigger and what was answered."""
    hook, before = add(client, "Hook", url=receiver.url), measures.delivered.counts[:]
    asked = HOT | {"outputs": [{"channel_id": hook["id"]}, {"act": "notify", "members": "everyone"}]}
    trigger = client.post("/api/triggers", json=asked).raise_for_status().json()
    tenant.lead(client, "ada@acme.com")
    received = wait(lambda: receiver.received)[0]
    body = Webhook(hook["signing_key"]).verify(received.body, received.headers)
    assert body["lead"]["name"] == "ada@acme.com"
    assert body["trigger"] == {"id": trigger["id"], "name": "Hot", "kind": "milestone"}
    (sent,) = wait(lambda: deliveries(client, channel_id=hook["id"], state="delivered"))
    assert (sent["trigger"], sent["channel"], sent["last_answer"]) == ("Hot", "Hook", "thanks")
    whole = client.get(f"/api/deliveries/{sent['id']}").json()
    assert whole["body"] == body
    assert [(one["number"], one["status"]) for one in whole["attempts_made"]] == [(1, 200)]
    both = deliveries(client, trigger_id=trigger["id"])
    assert len(both) == len(deliveries(client, firing_id=sent["firing_id"])) == 2
    assert wait(lambda: client.get("/api/notifications").json()["total"]) == 1
    wait(lambda: sum(measures.delivered.counts) == sum(before) + 2)
    refused = client.delete(f"/api/channels/{hook['id']}")
    assert refused.status_code == 409
    assert "“Hot”" in refused.json()["detail"]


def test_a_channel_is_tried(client: httpx.Client, receiver: Receiver) -> None:
    """At once and once, and the answer says how it went."""
    hook = add(client, "Hook", url=receiver.url)
    path = f"/api/channels/{hook['id']}/test"
    tried = client.post(path).raise_for_status().json()
    assert (tried["arrived"], [one["kind"] for one in tried["deliveries"]]) == (True, ["test"])
    assert Webhook(hook["signing_key"]).verify(receiver.received[0].body, receiver.received[0].headers)
    receiver.otherwise = 500
    (failed,) = client.post(path).json()["deliveries"]
    assert (failed["state"], failed["attempts"], failed["next_try_at"]) == ("failed", 1, None)


def test_deliveries_are_sent_again(tenant: Tenant, client: httpx.Client, receiver: Receiver) -> None:
    """One, or a range of which one is told the number first; the messages keep their ids."""
    hook = add(client, "Hook", url=receiver.url)
    client.post("/api/triggers", json=HOT | {"outputs": [{"channel_id": hook["id"]}]}).raise_for_status()
    for n in range(3):
        tenant.lead(client, f"p{n}@acme.com")
    sent = wait(lambda: len(found := deliveries(client, state="delivered")) == 3 and found)
    client.post(f"/api/deliveries/{sent[0]['id']}/replay").raise_for_status()
    wait(lambda: len(receiver.received) == 4)
    asked = {"channel_id": hook["id"], "state": "delivered", "since": sent[-1]["created_at"]}
    wait(lambda: len(deliveries(client, state="delivered")) == 3)
    counted = client.post("/api/deliveries/replay", json=asked | {"dry_run": True})
    assert counted.json() == client.post("/api/deliveries/replay", json=asked).json() == {"deliveries": 3}
    wait(lambda: len(receiver.received) == 7)
    ids = [one.headers["webhook-id"] for one in receiver.received]
    assert len(set(ids)) == 3
    assert client.post("/api/deliveries/replay", json={}).status_code == 422


def test_deliveries_about_somebody(tenant: Tenant, client: httpx.Client, receiver: Receiver) -> None:
    """Are found by the lead, also by one that it has been merged with since, and sent again alone."""
    hook = add(client, "Hook", url=receiver.url)
    client.post("/api/triggers", json=HOT | {"outputs": [{"channel_id": hook["id"]}]}).raise_for_status()
    first, second, other = (tenant.lead(client, f"p{n}@acme.com") for n in range(3))
    wait(lambda: len(deliveries(client, state="delivered")) == 3)
    assert len(deliveries(client, lead_id=first)) == 1
    merge = {"target_lead_id": first, "source_lead_ids": [second]}
    client.post("/api/leads/merge", json=merge).raise_for_status()
    together = deliveries(client, lead_id=second)
    assert together == deliveries(client, lead_id=first)
    assert len(together) == 2
    assert client.post("/api/deliveries/replay", json={"lead_id": second}).json() == {"deliveries": 2}
    wait(lambda: len(receiver.received) == 5)
    assert len(deliveries(client, lead_id=other)) == 1
    account = client.get(f"/api/lead/{first}").json()["account"]["account_id"]
    assert deliveries(client, account_id=account) == []
    refused = client.get("/api/deliveries", params={"lead_id": "nobody"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "lead_id")


def test_what_a_channel_has_missed_is_sent_with_one_call(
    tenant: Tenant, client: httpx.Client, receiver: Receiver
) -> None:
    """It is switched on by that, and counts as well until it fails again."""
    hook = add(client, "Hook", url=receiver.url)
    client.post("/api/triggers", json=HOT | {"outputs": [{"channel_id": hook["id"]}]}).raise_for_status()
    receiver.otherwise = 410
    tenant.lead(client, "ada@acme.com")
    path = f"/api/channels/{hook['id']}"
    wait(lambda: not client.get(path).json()["active"])
    assert "410" in client.get(path).json()["switched_off_because"]
    receiver.otherwise = 200
    assert client.post(f"{path}/retry").json() == {"deliveries": 1}
    wait(lambda: deliveries(client, state="delivered"))
    seen = client.get(path).json()
    assert (seen["active"], seen["failing_since"], seen["switched_off_because"]) == (True, None, None)


def test_a_channel_that_rests_says_until_when(
    tenant: Tenant, client: httpx.Client, receiver: Receiver
) -> None:
    """On its page and in the list, until somebody has it tried again."""
    hook = add(client, "Hook", url=receiver.url)
    client.post("/api/triggers", json=HOT | {"outputs": [{"channel_id": hook["id"]}]}).raise_for_status()
    receiver.answers.append((503, {"Retry-After": "86400"}))
    tenant.lead(client, "ada@acme.com")
    pages = ("/configure/channels", f"/configure/channels/{hook['id']}")
    with tenant.browser() as visitor:
        wait(lambda: all("rests until" in visitor.get(one).text for one in pages))
        assert "asked to be left alone until" in visitor.get(pages[1]).text
        assert client.post(f"/api/channels/{hook['id']}/retry").json() == {"deliveries": 1}
        wait(lambda: deliveries(client, state="delivered"))
        assert not any("rests until" in visitor.get(one).text for one in pages)


def test_what_a_trigger_does_is_tried(client: httpx.Client, receiver: Receiver) -> None:
    """The channel gets a test; whoever asks is told in place of others; the rest is said, and not done. It is on
    record, and nothing has fired."""
    hook = add(client, "Hook", url=receiver.url)
    acts: list[J] = [
        {"act": "notify", "members": "everyone"},
        {"act": "notify_owner"},
        {"act": "set_field", "field": "title", "value": "CTO"},
    ]
    asked = HOT | {"outputs": [{"channel_id": hook["id"]}, *acts]}
    made = client.post("/api/triggers", json=asked).raise_for_status().json()
    path = f"/api/triggers/{made['id']}"
    tried = client.post(f"{path}/test").raise_for_status().json()
    assert tried["works"]
    assert [(one["words"], len(one["deliveries"])) for one in tried["outputs"]] == [
        ("sends to “Hook”", 1),
        ("tells everyone", 0),
        ("tells its owner", 0),
        ("sets title to “CTO”", 0),
    ]
    assert tried["outputs"][3]["answer"] == "It could be done. Nothing was changed."
    [message] = receiver.received
    assert (message.json["type"], message.json["trigger"]["name"]) == ("test", "Test of Hot")
    told = client.get("/api/notifications").json()["notifications"]
    assert {one["text"] for one in told} == {
        "Test of Hot: when it fires, it tells everyone. Nothing has happened.",
        "Test of Hot: when it fires, it tells its owner. Nothing has happened.",
    }
    assert client.get(f"{path}/firings").json()["total"] == 0
    [entry] = client.get("/api/audit", params={"action": "trigger.test"}).json()["entries"]
    assert entry["subject_id"] == made["id"]
    receiver.otherwise = 500
    failed = client.post(f"{path}/test").json()
    assert (failed["works"], failed["outputs"][0]["works"]) == (False, False)
