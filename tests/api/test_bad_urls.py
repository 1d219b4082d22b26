"""What can be wrong with a URL: queries and ids that mean nothing are told so, and nothing breaks."""

import re
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant
from tests.api.test_schema import DOCUMENT

TEXTS = {
    "nul": "%00",
    "half_a_pair": "%ED%A0%80",
    "no_utf8": "%FF%FE",
    "blank": "%20",
    "nothing": "",
    "a_long_one": "x" * 5_000,
    "patterns": "%25_%5C%25",
    "arabic_digits": "%D9%A3" * 32,
}
NUMBERS = {
    "huge": "1" + "0" * 30,
    "beyond_python": "1" * 5_000,
    "beyond_64_bits": str(2**63),
    "negative": "-1",
    "no_number": "NaN",
}
PARAMETERS = [
    (path, parameter["name"], "integer" in str(parameter["schema"]))
    for path, operations in DOCUMENT["paths"].items()
    if "get" in operations
    for parameter in operations["get"].get("parameters", [])
    if parameter["in"] == "query"
]
WITH_IDS = [
    (method.upper(), path)
    for path, operations in DOCUMENT["paths"].items()
    for method in operations
    if "{" in path
]
RULE = {"name": "Pricing", "event_type": "Page View", "points": 10}
CONVERSION = {"name": "Won", "event_type": "Deal Closed Won"}
MAPPING = {"source": {"kind": "metadata", "key": "town"}, "target": {"kind": "lead", "field": "city"}}
BODIES = {
    ("POST", "/rules"): RULE,
    ("POST", "/rules/test"): {"rule": RULE, "lead_id": "ld_nobody"},
    ("PUT", "{rule_id}"): RULE,
    ("PUT", "{mapping_id}"): MAPPING,
    ("PUT", "{conversion_id}"): CONVERSION,
    ("PUT", "{dimension}"): [],
    ("POST", "{dimension}/preview"): [],
    ("PATCH", "{ruleset_id}"): {"name": "Partners"},
    ("POST", "/copy"): {"name": "Partners"},
    ("PATCH", "{decay_id}"): {"points": -5},
    ("PATCH", "{filter_id}"): {"active": False},
    ("POST", "/owner"): {"owner_id": None},
    ("PUT", "/account"): {"account_id": None},
    ("POST", "/aliases"): {"kind": "domain", "value": "acme.com"},
    ("PATCH", "/metadata"): {"fields": {"city": "Rome"}},
    ("POST", "/buying-committee"): {"lead_id": "ld_nobody", "role": "Champion"},
    ("PATCH", "/buying-committee/{lead_id}"): {"role": "Champion"},
    ("PATCH", "{segment_id}"): {"active": False},
    ("PATCH", "{trigger_id}"): {"active": False},
    ("PATCH", "{channel_id}"): {"active": False},
    ("PATCH", "{user_id}"): {"role": "viewer"},
    ("PATCH", "{source_id}"): {"name": "Shop"},
    ("POST", "/key"): {"old_key_holds_hours": 1},
    **{
        ("POST", f"/members/{act}"): {"ids": ["ld_nobody"]}
        for act in ("add", "remove", "keep_out", "release")
    },
}
"""Good ones, for routes that look at the body before they look for the thing, by how their paths end."""


@pytest.fixture(scope="module")
def lead(acme: Tenant, admin: httpx.Client) -> str:
    return acme.lead(admin, "ada@acme.example")


def _fine(answer: httpx.Response) -> None:
    assert answer.status_code in (200, 400, 404, 422), answer.text
    if answer.status_code != 200:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"][0]["field"]


@pytest.mark.parametrize(("path", "name", "of_numbers"), PARAMETERS, ids=str)
def test_any_value_of_any_parameter(
    admin: httpx.Client, lead: str, path: str, name: str, of_numbers: bool
) -> None:
    """Each is used or refused with its name; page and limit are numbers in bounds."""
    ids = {
        "lead_id": lead,
        "ruleset_id": "rs_0",
        "account_id": "acct_0",
        "segment_id": "seg_0",
        "trigger_id": "trg_0",
        "user_id": "usr_0",
        "dimension": "profile",
    }
    for value in (TEXTS | NUMBERS if of_numbers else TEXTS).values():
        answer = admin.get(f"{path.format(**ids)}?{name}={value}")
        _fine(answer)
        if name in ("page", "limit"):
            assert answer.status_code in (400, 422)


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize(("method", "path"), WITH_IDS, ids=str)
def test_any_text_for_an_id(admin: httpx.Client, method: str, path: str, kind: str) -> None:
    """There is no such thing, whatever stands there."""
    url = re.sub(r"\{\w+\}", TEXTS[kind], path)
    body: Any = next((body for (m, end), body in BODIES.items() if m == method and path.endswith(end)), None)
    answer = admin.request(method, url, json=body)
    assert answer.status_code in (307, 400, 404, 405), answer.text
    if kind not in ("nothing", "blank"):
        assert answer.status_code in (400, 404)


@pytest.mark.parametrize(
    "at",
    ["now", "2026-01-31", "2026-01-31T09:30:00", "20260131", "0", "1e9", "0000-01-01T00:00:00Z", "infinity"],
)
def test_a_time_without_an_offset_is_none(admin: httpx.Client, lead: str, at: str) -> None:
    """What could be read in two ways, or in none, is refused with what to write."""
    answer = admin.get(f"/api/lead/{lead}/score/explain", params={"at": at})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["at"]


@pytest.mark.parametrize(
    "at",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_times_at_the_ends_of_the_calendar(admin: httpx.Client, lead: str, at: str) -> None:
    """A receipt for a time before everything is empty, one far ahead is refused: never a 5xx."""
    _fine(admin.get(f"/api/lead/{lead}/score/explain", params={"at": at}))
