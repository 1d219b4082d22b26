"""`POST /api/ingest`, as a sender meets it."""

import gzip
import json
import zlib
from typing import Any

import httpx
import pytest

from kenbun.kit.ids import public
from tests.taking import World, make_world

URL = "/api/ingest"


def event(**more: Any) -> dict[str, Any]:
    return {"event_type": "Page View", "alias_kind": "email", "alias": "ada@example.com"} | more


async def test_a_key_is_needed(client: httpx.AsyncClient) -> None:
    """Without a key, with a wrong one or with one that holds no more, nothing is taken in: 401."""
    for key in ("", "kbn_wk_wrong", "kbn_wk_" + "0" * 80):
        answer = await client.post(URL, json=event(), headers={"X-Write-Key": key})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_viewer_may_not_send(client: httpx.AsyncClient, world: World) -> None:
    """A personal token takes events in from the role editor on."""
    assert (await client.post(URL, json=event(), headers=await world.token("viewer"))).status_code == 403
    assert (await client.post(URL, json=event(), headers=await world.token("editor"))).status_code == 202
    [row] = await world.inbox()
    assert row["source_id"] is None


async def test_one_event_goes_into_the_inbox(client: httpx.AsyncClient, world: World) -> None:
    """Every field ends up normalised in one row, and the worker is woken."""
    answer = await client.post(
        URL,
        json={
            "event_type": " page_view ",
            "aliases": [
                {"alias_kind": "email", "raw_value": " Ada@Example.com "},
                {"alias_kind": "cookie", "raw_value": " c 1"},
                {"alias_kind": "phone", "raw_value": "+1 (415) 555-0123"},
            ],
            "timestamp": "2026-01-31T09:30:00.5+01:00",
            "metadata": {"url": "/pricing\\\t\n", "channel": "crm", "utm_campaign": "spring", "n": 1.5},
            "account_id": 17,
            "company_name": "Acme\tInc\\.",
            "message_id": "m1",
            "extra": True,
        },
    )
    assert answer.status_code == 202
    assert answer.json() == {"accepted": 1, "duplicates": 0, "rejected": 0, "errors": []}
    [row] = await world.inbox()
    shown = {key: row[key] for key in row if key not in ("event_id", "workspace_id", "source_id")}
    assert shown.pop("happened_at").isoformat() == "2026-01-31T08:30:00.500000+00:00"
    assert shown.pop("accepted_at") == world.clock.now
    assert shown == {
        "kind": "event",
        "event_type": "page_view",
        "message_id": "m1",
        "lead_id": None,
        "aliases": [["email", "ada@example.com"], ["cookie", " c 1"], ["phone", "+14155550123"]],
        "account_key": "17",
        "account_name": "Acme\tInc\\.",
        "channel": "crm",
        "campaign": "spring",
        "metadata": {
            "url": "/pricing\\\t\n",
            "channel": "crm",
            "utm_campaign": "spring",
            "n": 1.5,
            "extra": True,
        },
        "traits": None,
        "silent": False,
    }
    assert row["source_id"] == world.source.source_id
    assert world.woken == [world.workspace_id]


async def test_defaults(client: httpx.AsyncClient, world: World) -> None:
    """Without a time it is the time of receipt, without a message id one of its own."""
    lead_id = await world.lead()
    await client.post(URL, json={"event_type": "X", "lead_id": public("ld", lead_id)})
    [row] = await world.inbox()
    assert row["happened_at"] == world.clock.now
    assert row["message_id"] == row["event_id"].hex
    assert row["lead_id"] == lead_id
    assert (row["aliases"], row["metadata"]) == ([], {})


async def test_a_lead_of_nobody_or_of_another_workspace_is_refused(
    client: httpx.AsyncClient, world: World
) -> None:
    """One object: 422 naming lead_id; in an array an entry at its place; the neighbours are taken in."""
    other = await make_world(world.database, world.clock, "Other")
    stranger = {"event_type": "X", "lead_id": public("ld", await other.lead())}
    answer = await client.post(URL, json=stranger)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "lead_id")
    own = {"event_type": "X", "lead_id": public("ld", await world.lead())}
    answer = await client.post(URL, json=[own, {}, stranger, event(), stranger])
    assert answer.status_code == 202
    assert [(error["index"], error["field"]) for error in answer.json()["errors"]] == [
        (1, "event_type"),
        (2, "lead_id"),
        (4, "lead_id"),
    ]
    assert (len(await world.inbox()), len(await world.rejected())) == (2, 4)


@pytest.mark.parametrize(
    ("payload", "status", "field"),
    [
        ({"alias_kind": "cookie", "alias": "c"}, 422, "event_type"),
        (event(event_type=""), 422, "event_type"),
        (event(event_type="_ -"), 422, "event_type"),
        (event(event_type="x" * 201), 422, "event_type"),
        (event(event_type=7), 422, "event_type"),
        ({"event_type": "X"}, 422, "aliases"),
        ({"event_type": "X", "aliases": []}, 422, "aliases"),
        ({"event_type": "X", "aliases": {}}, 422, "aliases"),
        ({"event_type": "X", "aliases": ["a"]}, 422, "aliases[0]"),
        (
            {"event_type": "X", "aliases": [{"alias_kind": "fax", "raw_value": "1"}]},
            422,
            "aliases[0].alias_kind",
        ),
        ({"event_type": "X", "aliases": [{"alias_kind": "cookie"}]}, 422, "aliases[0].raw_value"),
        (
            {"event_type": "X", "aliases": [{"alias_kind": [], "raw_value": "1"}]},
            422,
            "aliases[0].alias_kind",
        ),
        (event(alias="  "), 422, "alias"),
        (event(alias="no address"), 422, "alias"),
        (event(alias_kind="phone", alias="0171 123"), 422, "alias"),
        (event(alias_kind="cookie", alias="x" * 501), 422, "alias"),
        (event(alias_kind="cookie", alias=True), 422, "alias"),
        (event(lead_id="ld_1"), 422, "lead_id"),
        (event(timestamp="yesterday"), 422, "timestamp"),
        (event(timestamp=1700000000), 422, "timestamp"),
        (event(timestamp="2026-02-30T00:00:00Z"), 422, "timestamp"),
        (event(timestamp="2026-01-31T09:30:00"), 422, "timestamp"),
        (event(timestamp="1999-12-31T23:59:59Z"), 422, "timestamp"),
        (event(timestamp="2026-03-01T13:00:01Z"), 422, "timestamp"),
        (event(metadata=[]), 422, "metadata"),
        (event(metadata={"x": "y" * 100_000}), 413, "metadata"),
        (event(metadata={"account_id": "x" * 201}), 422, "metadata.account_id"),
        (event(message_id="x" * 201), 422, "message_id"),
        (event(message_id={}), 422, "message_id"),
        (event(account_id="x" * 201), 422, "account_id"),
        (event(metadata={"a": [{"b\x00": 1}]}), 422, "metadata.a[0].b\N{REPLACEMENT CHARACTER}"),
        (event(metadata={"a": [1, "\x00"]}), 422, "metadata.a[1]"),
    ],
)
async def test_one_wrong_object_is_refused_naming_the_field(
    client: httpx.AsyncClient, world: World, payload: Any, status: int, field: str
) -> None:
    """One object that is wrong: a 4xx with the field at fault; it is kept and nothing is taken in."""
    answer = await client.post(URL, json=payload)
    assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    [kept] = await world.rejected()
    assert (kept["field"], kept["protocol"], kept["stage"]) == (field, "ingest", "accept")
    assert json.loads(kept["payload"]) == payload
    assert await world.inbox() == []


DEEP = '{"a":' * 10_000 + "1" + "}" * 10_000
BAD_PARTS = {
    "half a surrogate pair": ('{"x":"\\ud800"}', "metadata.x"),
    "the other half": ('{"\\udc00":1}', "metadata.\N{REPLACEMENT CHARACTER}"),
    "a NUL": ('{"x":["\\u0000"]}', "metadata.x[0]"),
    "10,000 levels": (DEEP, "metadata"),
    "900 levels": ('{"a":' * 900 + "1" + "}" * 900, "metadata"),
    "65 levels": ('{"a":' * 64 + "{}" + "}" * 64, "metadata"),
    "a huge number": ('{"x":1e400}', "metadata.x"),
    "a huge negative number": ('{"x":[-1e999]}', "metadata.x[0]"),
    "a number of 320 digits": ('{"x":' + "9" * 320 + "}", "metadata.x"),
    "a number of 9,000 digits": ('{"x":' + "9" * 9_000 + "}", "metadata.x"),
}


@pytest.mark.parametrize("name", BAD_PARTS)
async def test_what_no_database_holds_spoils_its_own_event_alone(
    client: httpx.AsyncClient, world: World, name: str
) -> None:
    """In an array the others are taken in, in their order; the bad one gets its entry and is kept."""
    part, field = BAD_PARTS[name]
    bad = f'{{"event_type":"Bad","alias_kind":"cookie","alias":"c","metadata":{part}}}'
    good = json.dumps(event(metadata={"emoji": "\N{PARTY POPPER}", "n": 12345678901234567890, "f": 0.1}))
    answer = await client.post(URL, content=f"[{good},{bad},{good}]")
    assert answer.status_code == 202
    body = answer.json()
    assert (body["accepted"], body["rejected"]) == (2, 1)
    assert [(error["index"], error["field"]) for error in body["errors"]] == [(1, field)]
    assert len(await world.rejected()) == 1
    rows = await world.inbox()
    assert [row["metadata"] for row in rows] == [
        {"emoji": "\N{PARTY POPPER}", "n": 12345678901234567890, "f": 0.1}
    ] * 2
    single = await client.post(URL, content=bad)
    assert single.status_code == 422
    assert single.json()["errors"][0]["field"] == field


async def test_64_levels_are_fine(client: httpx.AsyncClient, world: World) -> None:
    """The limit itself is within bounds."""
    part = '{"a":' * 62 + "{}" + "}" * 62
    content = f'{{"event_type":"X","alias_kind":"cookie","alias":"c","metadata":{part}}}'
    assert (await client.post(URL, content=content)).status_code == 202


async def test_an_array_of_nothing_but_errors_is_202(client: httpx.AsyncClient, world: World) -> None:
    """Whatever stands in an array, it gets an entry of its own."""
    answer = await client.post(URL, json=[1, None, "x", [], [[[]]], {}, event(alias="")])
    assert answer.status_code == 202
    assert answer.json()["rejected"] == 7
    assert [error["index"] for error in answer.json()["errors"]] == list(range(7))
    assert len(await world.rejected()) == 7


async def test_an_empty_array(client: httpx.AsyncClient) -> None:
    """Nothing to do is no mistake."""
    answer = await client.post(URL, json=[])
    assert (answer.status_code, answer.json()["accepted"]) == (202, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1,]",
        b"nonsense",
        b'{"a":NaN}',
        b'{"a":"\xff"}',
        b"\xff\xfe",
        b'["\\ud800',
        b"[" * 20_000,
    ],
)
async def test_a_malformed_body_is_400(client: httpx.AsyncClient, world: World, content: bytes) -> None:
    """A body that is no JSON is refused as a whole."""
    answer = await client.post(URL, content=content)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("content", ["1", '"x"', "null", "true"])
async def test_a_body_of_another_kind_is_422(client: httpx.AsyncClient, content: str) -> None:
    """JSON that is neither an object nor an array says so."""
    assert (await client.post(URL, content=content)).status_code == 422


async def test_at_most_1000_events(client: httpx.AsyncClient, world: World) -> None:
    """1,000 go in, 1,001 are refused as a whole."""
    assert (await client.post(URL, json=[event()] * 1_001)).status_code == 413
    assert (await client.post(URL, json=[event()] * 1_000)).json()["accepted"] == 1_000
    assert len(await world.inbox()) == 1_000


async def test_a_body_too_large_is_413(client: httpx.AsyncClient) -> None:
    """More than 10 MB are refused, as sent and unpacked: a gzip bomb is not unpacked to its end."""
    assert (await client.post(URL, content=b" " * 10_000_001)).status_code == 413
    bomb = gzip.compress(b" " * 200_000_000, compresslevel=9)
    answer = await client.post(URL, content=bomb, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 413


async def test_packed_bodies(client: httpx.AsyncClient, world: World) -> None:
    """gzip (also of two members), zlib and bare deflate are understood, others are 415, broken ones 400."""
    content = json.dumps(event()).encode()
    bare = zlib.compressobj(wbits=-15)
    packed = [
        ("gzip", gzip.compress(content)),
        ("GZIP", gzip.compress(content[:10]) + gzip.compress(content[10:])),
        ("deflate", zlib.compress(content)),
        ("deflate", bare.compress(content) + bare.flush()),
        ("identity", content),
    ]
    for encoding, body in packed:
        answer = await client.post(URL, content=body, headers={"Content-Encoding": encoding})
        assert answer.status_code == 202, encoding
    assert len(await world.inbox()) == len(packed)
    for encoding, body, status in (
        ("br", content, 415),
        ("gzip", content, 400),
        ("gzip", gzip.compress(content)[:-9], 400),
    ):
        answer = await client.post(URL, content=body, headers={"Content-Encoding": encoding})
        assert answer.status_code == status


async def test_times_near_the_present(client: httpx.AsyncClient, world: World) -> None:
    """Up to an hour ahead counts as now; the year 2000 is fine."""
    for timestamp in ("2026-03-01T13:00:00Z", "2000-01-01T00:00:00Z", "2016-12-31t23:59:60z"):
        assert (await client.post(URL, json=event(timestamp=timestamp))).status_code == 202
    ahead, old, leap = await world.inbox()
    assert ahead["happened_at"] == world.clock.now
    assert old["happened_at"].year == 2000
    assert leap["happened_at"].second == 59


async def test_the_same_message_id_changes_nothing(client: httpx.AsyncClient, world: World) -> None:
    """A message id is taken in once: in one request, in the next, and for good."""
    answer = await client.post(URL, json=[event(message_id="a"), event(message_id="a"), event()])
    assert answer.json()["accepted"] == 2
    assert answer.json()["duplicates"] == 1
    answer = await client.post(URL, json=event(message_id="a", event_type="Other"))
    assert answer.json() == {"accepted": 0, "duplicates": 1, "rejected": 0, "errors": []}
    assert [row["event_type"] for row in await world.inbox()] == ["Page View", "Page View"]


async def test_campaign(client: httpx.AsyncClient, world: World) -> None:
    """The campaign is the first present of the well-known keys."""
    metadata: list[dict[str, Any]] = [
        {"utm_campaign": "c", "campaign": "b", "campaign_id": "a"},
        {"utm_campaign": "c", "campaign": "b", "campaign_id": " "},
        {"utm_campaign": "c", "campaign": {"name": "b"}},
        {"context": {"campaign": {"name": "d"}}},
        {"context": {"campaign": "d"}},
        {"campaign_id": 42},
    ]
    await client.post(URL, json=[event(metadata=each) for each in metadata])
    assert [row["campaign"] for row in await world.inbox()] == ["a", "b", "c", "d", None, "42"]


async def test_any_content_type(client: httpx.AsyncClient) -> None:
    """Browsers send text/plain to do without a preflight."""
    answer = await client.post(URL, content=json.dumps(event()), headers={"Content-Type": "text/plain"})
    assert answer.status_code == 202
