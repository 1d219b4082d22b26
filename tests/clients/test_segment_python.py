"""The official Segment library for Python, pointed here by nothing but an address and a key."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from segment.analytics.client import Client

from kenbun.events.inbox import Inbox
from tests.taking import World


def client(address: str, key: str, errors: list[Any], **options: Any) -> Client:
    return Client(
        key, host=address, on_error=lambda error, _: errors.append(error), max_retries=0, timeout=5, **options
    )


@pytest.mark.parametrize("gzip", [False, True])
async def test_every_call_of_the_library_arrives(address: str, world: World, gzip: bool) -> None:
    """identify, track, page, screen, group and alias, each as what it means, in the order they were made."""
    errors: list[Any] = []

    def use_library() -> None:
        segment = client(address, world.write_key, errors, gzip=gzip)
        segment.identify("u1", traits={"email": "Ada@Example.com", "title": "CTO"})
        segment.track("u1", "Signed Up", {"plan": "team", "note": "\N{PARTY POPPER}"})
        segment.page("u1", "Docs", "Pricing", {"url": "https://acme.example/pricing"})
        segment.screen(anonymous_id="c1", name="Home")
        segment.group("u1", "acme", {"name": "Acme", "employees": 120})
        segment.alias("c1", "u1")
        segment.track("u1", "Old", timestamp=datetime(2020, 1, 1, tzinfo=UTC))
        segment.flush()
        segment.join()

    world.clock.now = datetime.now(UTC)
    await asyncio.to_thread(use_library)
    assert errors == []
    assert await world.rejected() == []
    rows = await world.inbox()
    assert [(row["kind"], row["event_type"]) for row in rows] == [
        ("identify", None),
        ("event", "Signed Up"),
        ("event", "Page View"),
        ("event", "Screen View"),
        ("group", None),
        ("alias", None),
        ("event", "Old"),
    ]
    assert rows[0]["aliases"] == [["external_id", "u1"], ["email", "ada@example.com"]]
    assert rows[0]["traits"] == {"email": "Ada@Example.com", "title": "CTO"}
    assert rows[1]["metadata"]["plan"] == "team"
    assert rows[1]["metadata"]["context"]["library"]["name"] == "analytics-python"
    assert rows[3]["aliases"] == [["cookie", "c1"]]
    assert (rows[4]["account_key"], rows[4]["account_name"]) == ("acme", "Acme")
    assert rows[6]["happened_at"] == datetime(2020, 1, 1, tzinfo=UTC)
    assert abs(rows[1]["happened_at"] - world.clock.now) < timedelta(seconds=10)


async def test_a_wrong_key_is_told_to_the_library(address: str, world: World) -> None:
    """It reports the refusal to its user; nothing is taken in."""
    errors: list[Any] = []

    def use_library() -> None:
        segment = client(address, "kbn_wk_wrong", errors)
        segment.track("u1", "Signed Up")
        segment.flush()
        segment.join()

    await asyncio.to_thread(use_library)
    assert [error.status for error in errors] == [401]
    assert await world.inbox() == []


async def test_a_batch_sent_again_counts_once(address: str, world: World, inbox: Inbox) -> None:
    """The library gives each message an id: an answer that got lost makes no second event."""
    errors: list[Any] = []

    def use_library() -> None:
        segment = client(address, world.write_key, errors)
        for _ in range(2):
            segment.track("u1", "Signed Up", message_id="m1")
        segment.flush()
        segment.join()

    world.clock.now = datetime.now(UTC)
    await asyncio.to_thread(use_library)
    assert errors == []
    assert len(await world.inbox()) == 1
