"""The list of leads, as those who build on it were promised it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.running import Running, Tenant
from tests.api.test_bad_bodies import refused

J = dict[str, Any]


def _event(event_type: str, days_ago: float, *aliases: tuple[str, str], **metadata: Any) -> J:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    return {
        "event_type": event_type,
        "timestamp": at.isoformat(),
        "aliases": [{"alias_kind": kind, "raw_value": value} for kind, value in aliases],
        "metadata": metadata,
    }


ADA = ("email", "Ada.Lovelace@Analytical.example")
GRACE = ("email", "grace@cobol.example")
OESTEN = ("email", "ø.østen@smørrebrød.example")
VISITOR = ("cookie", "Visitor-77")
PHONE = ("phone", "+1 415 555 0123")
OLD = ("external_id", "user_00%42")


@pytest.fixture(scope="module")
def people(server: Running) -> Iterator[httpx.Client]:
    """Six leads with distinct scores, names and times; read by a viewer."""
    tenant: Tenant = server.workspace("People")
    tenant.take_in(
        _event(
            "Demo Requested",
            2,
            ADA,
            ("external_id", "u-1"),
            first_name="Ada",
            last_name="Lovelace",
            job_title="Countess",
        ),
        _event("Trial Started", 1.5, ADA),
        _event("Demo Requested", 0.1, ADA),
        _event("Demo Requested", 3, GRACE, first_name="Grace", last_name="Hopper", company="Cobol & Söhne"),
        _event("Form Submitted", 5, OESTEN, first_name="ØSTEN", last_name="Ærlig"),
        _event("Page View", 0.2, VISITOR),
        _event("Page View", 20, PHONE, first_name="Zed"),
        _event("Email Unsubscribed", 90, OLD, first_name="adam"),
    )
    with tenant.client(tenant.token("viewer")) as client:
        yield client


def _list(client: httpx.Client, **query: Any) -> J:
    answer = client.get("/api/leads", params=query)
    assert answer.status_code == 200, answer.text
    found: J = answer.json()
    return found


def _names(client: httpx.Client, **query: Any) -> list[str]:
    return [lead["name"] for lead in _list(client, **query)["leads"]]


def test_a_row(people: httpx.Client) -> None:
    """Every field that was promised, with ids that are prefixed and opaque."""
    found = _list(people, search="Lovelace")
    assert {key: found[key] for key in ("total", "page", "limit")} == {"total": 1, "page": 1, "limit": 25}
    [row] = found["leads"]
    assert row["lead_id"].startswith("ld_")
    assert row["name"] == "Ada Lovelace"
    assert {"kind": "email", "value": "ada.lovelace@analytical.example"} in row["aliases"]
    assert {"kind": "external_id", "value": "u-1"} in row["aliases"]
    assert row["engagement_score"] >= 75
    assert row["engagement_level"] == "Very Hot"
    assert (row["profile_score"], row["profile_level"]) == (0, "Poor Fit")
    assert row["account"]["account_id"].startswith("acct_")
    assert row["account"]["domain"] == "analytical.example"
    assert row["account"]["name"]
    assert row["event_count"] == 3
    for time in ("last_active_at", "created_at", "scored_at"):
        assert datetime.fromisoformat(row[time]).tzinfo
    assert _list(people, search="visitor-77")["leads"][0]["account"] is None


@pytest.mark.parametrize("sort", ["engagement_score", "last_active_at", "event_count", "name", "created_at"])
def test_each_sort_goes_both_ways(people: httpx.Client, sort: str) -> None:
    """Ascending without a sign, descending with a minus; equal ones keep one order over all pages."""
    up = [lead[sort] for lead in _list(people, sort=sort)["leads"]]
    down = [lead[sort] for lead in _list(people, sort=f"-{sort}")["leads"]]
    folded = [value.casefold() if isinstance(value, str) else value for value in up]
    assert folded == sorted(folded)
    assert [value.casefold() if isinstance(value, str) else value for value in down] == sorted(
        folded, reverse=True
    )


def test_by_default_the_highest_score_first(people: httpx.Client) -> None:
    """Those to talk to now."""
    assert _list(people)["leads"] == _list(people, sort="-engagement_score")["leads"]
    assert _names(people)[0] == "Ada Lovelace"


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("ada.lovelace@analytical.example", ["Ada Lovelace"]),
        ("ADA.LOVELACE@ANALYTICAL.EXAMPLE", ["Ada Lovelace"]),
        ("analytical.example", ["Ada Lovelace"]),
        ("lovelace", ["Ada Lovelace"]),
        ("LOVE", ["Ada Lovelace"]),
        ("  lovelace ", ["Ada Lovelace"]),
        ("u-1", ["Ada Lovelace"]),
        ("cobol.example", ["Grace Hopper"]),
        ("söhne", ["Grace Hopper"]),
        ("SÖHNE", ["Grace Hopper"]),
        ("østen", ["ØSTEN Ærlig"]),
        ("ÆRLIG", ["ØSTEN Ærlig"]),
        ("smørrebrød", ["ØSTEN Ærlig"]),
        ("visitor-77", ["Visitor-77"]),
        ("+14155550123", ["Zed"]),
        ("4155550", ["Zed"]),
        ("user_00%42", ["adam"]),
        ("_00%", ["adam"]),
        ("%", ["adam"]),
        ("nobody", []),
        ("' OR 1=1 --", []),
        ("\\", []),
    ],
)
def test_search(people: httpx.Client, search: str, names: list[str]) -> None:
    """Part of a name, an e-mail, a domain, a company or any alias, without case, in any script, and literally."""
    found = _list(people, search=search)
    assert [lead["name"] for lead in found["leads"]] == names
    assert found["total"] == len(names)


def test_filters_by_score_and_level(people: httpx.Client) -> None:
    """Bounds are inclusive; a level is a range of the score; filters add up."""
    scores = {lead["name"]: lead["engagement_score"] for lead in _list(people)["leads"]}
    ada, grace = scores["Ada Lovelace"], scores["Grace Hopper"]
    assert set(_names(people, min_score=grace)) == {"Ada Lovelace", "Grace Hopper"}
    assert _names(people, min_score=grace, max_score=ada - 1) == ["Grace Hopper"]
    assert "Ada Lovelace" not in _names(people, max_score=ada - 1)
    assert _names(people, level="Very Hot") == ["Ada Lovelace"]
    assert _names(people, level="very hot") == ["Ada Lovelace"]
    assert set(_names(people, level=["Very Hot", "Warm"])) == {"Ada Lovelace", "Grace Hopper"}
    assert _names(people, level="Very Hot", max_score=10) == []
    assert _names(people, min_score=50, max_score=10) == []
    assert set(_names(people, level="Cold")) == set(scores) - {"Ada Lovelace", "Grace Hopper"}
    refused = people.get("/api/leads", params={"level": "Lukewarm"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "level")


@pytest.mark.parametrize(
    ("last_active", "names"),
    [
        ("24h", {"Ada Lovelace", "Visitor-77"}),
        ("7d", {"Ada Lovelace", "Visitor-77", "Grace Hopper", "ØSTEN Ærlig"}),
        ("30d", {"Ada Lovelace", "Visitor-77", "Grace Hopper", "ØSTEN Ærlig", "Zed"}),
        ("older_30d", {"adam"}),
    ],
)
def test_filter_by_last_activity(people: httpx.Client, last_active: str, names: set[str]) -> None:
    """Within the time, or not for 30 days."""
    assert set(_names(people, last_active=last_active)) == names


def test_pages(people: httpx.Client) -> None:
    """Together they are the list: nobody twice, nobody missing, beyond the end nobody."""
    whole = [lead["lead_id"] for lead in _list(people, sort="event_count")["leads"]]
    pages = [_list(people, sort="event_count", limit=2, page=page) for page in (1, 2, 3, 4)]
    assert [lead["lead_id"] for page in pages for lead in page["leads"]] == whole
    assert [(page["total"], page["page"], page["limit"]) for page in pages] == [
        (6, n, 2) for n in (1, 2, 3, 4)
    ]
    assert pages[3]["leads"] == []
    assert _list(people, limit=100, page=100)["leads"] == []


def test_a_name_longer_than_an_entry_of_an_index(server: Running) -> None:
    """It is taken in, listed and sorted like any other."""
    tenant = server.workspace("Long names")
    signs = "".join(chr(0x1F300 + number * 7 % 700) for number in range(900))
    tenant.take_in(
        _event("Page View", 1, ADA, first_name=signs, last_name=signs), _event("Page View", 1, GRACE)
    )
    with tenant.client(tenant.token("viewer")) as client:
        assert _names(client, sort="-name") == [f"{signs} {signs}", "grace@cobol.example"]


def test_one_lead(people: httpx.Client) -> None:
    """The row of the list, with the fields and where they came from."""
    row = _list(people, search="Lovelace")["leads"][0]
    lead = people.get(f"/api/lead/{row['lead_id']}").json()
    assert {key: lead[key] for key in row if key != "scored_at"} == {
        key: row[key] for key in row if key != "scored_at"
    }
    assert {"first_name", "last_name", "title"} <= {field["field"] for field in lead["fields"]}
    assert lead["unresolved"] is None


def test_a_lead_by_any_of_its_aliases(people: httpx.Client) -> None:
    """However it is written; of one that is merged, the one that it is shown in."""

    def found(kind: str, alias: str) -> httpx.Response:
        return people.get("/api/lead/by-alias", params={"alias_kind": kind, "alias": alias})

    [ada, *_] = people.get("/api/leads", params={"sort": "name"}).json()["leads"]
    email = next(one["value"] for one in ada["aliases"] if one["kind"] == "email")
    assert found("email", f" {email.upper()} ").json() == people.get(f"/api/lead/{ada['lead_id']}").json()
    refused(found("email", "nobody@nowhere.example"), 404, field="alias")
    refused(found("email", "no address"), 422, field="alias")
    refused(found("name", "Ada"), 422, field="alias_kind")
    refused(people.get("/api/lead/by-alias", params={"alias_kind": "email"}), 422, field="alias")


def test_the_events_of_one_lead(people: httpx.Client) -> None:
    """The latest first, with what each brought."""
    row = _list(people, search="Lovelace")["leads"][0]
    found = people.get(f"/api/lead/{row['lead_id']}/events", params={"limit": 2}).json()
    assert (found["total"], found["page"], found["limit"]) == (3, 1, 2)
    assert [event["event_type"] for event in found["events"]] == ["Demo Requested", "Trial Started"]
    assert [event["points"] for event in found["events"]] == [30, 25]
    assert all(event["event_id"].startswith("evt_") for event in found["events"])
    assert all(event["lead_id"] == row["lead_id"] for event in found["events"])


def test_all_events(people: httpx.Client) -> None:
    """By type however it is spelled, and by lead, by id or by part of its name."""
    assert people.get("/api/events").json()["total"] == 8
    for spelled in ("Demo Requested", "demo_requested", "DEMO-REQUESTED"):
        assert people.get("/api/events", params={"event_type": spelled}).json()["total"] == 3
    row = _list(people, search="Lovelace")["leads"][0]
    for lead in (row["lead_id"], "lovelace", "ada.lovelace@analytical.example"):
        assert people.get("/api/events", params={"lead": lead}).json()["total"] == 3
    times = [event["happened_at"] for event in people.get("/api/events").json()["events"]]
    assert times == sorted(times, reverse=True)
