"""The pages get addresses and forms from anywhere too: whatever stands in them, no page breaks."""

import dataclasses
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from kenbun.access.sessions import open_session
from kenbun.accounts.lists import AccountFilters
from kenbun.app import create_app
from kenbun.database import Connection
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import parse
from kenbun.leads.lists import LeadFilters
from kenbun.services import Services
from tests.api.running import Tenant
from tests.api.test_bad_urls import NUMBERS, TEXTS

HOSTILE = {
    **{kind: TEXTS[kind] for kind in ("nul", "half_a_pair", "no_utf8", "patterns")},
    **{kind: NUMBERS[kind] for kind in ("huge", "beyond_python", "no_number")},
    "a_time": "9999-12-31T23:59:59-14:00",
    "a_tree": "%7B%22all%22:[5]%7D",
    "deep": "[" * 9_000,
}
# Of forms that are read as a whole.
_RULE = ["name", "event_type", "points", "half_life_days", "cap_points", "from", "to", "conditions"]
_SEGMENT = ["kind", "name", "description", "active", "conditions", "segment_id"]
_OF_KIND = {
    "milestone": [
        "name",
        "dimension",
        "direction",
        "threshold",
        "event_type",
        "conditions",
        "outputs",
        "rest",
    ],
    "sequence": ["steps", "ordered", "within", "unit", "fire", "rest_unit"],
    "surge": ["surge", "count"],
    "segment": ["segment_id", "on"],
    "level": ["level"],
}
_TRIGGER = [
    "kind",
    *(f"kind={kind}&subject=lead&{field}" for kind, fields in _OF_KIND.items() for field in fields),
]
_MAPPING = ["kind", "key", "event_type", "target", "update", "position"]
_LEADS = [one.name for one in dataclasses.fields(LeadFilters)]
_ACCOUNTS = [one.name for one in dataclasses.fields(AccountFilters)]
_SESSIONS = ["lead", "account", "segment", "from", "to"]
_EVENTS = [*_SESSIONS, "event_type", "channel", "campaign", "suppressed", "hidden"]
_READS_THE_FORM = {
    "/scoring/rules/new": _RULE,
    "/scoring/rules/{rule_id}": _RULE,
    "/scoring/words": _RULE,
    **{f"/configure/segments/{place}": _SEGMENT for place in ("new", "words", "preview", "{segment_id}")},
    **{
        f"/configure/triggers/{place}": _TRIGGER
        for place in ("new", "words", "simulate", "{trigger_id}/edit")
    },
    "/configure/triggers/{trigger_id}/active": ["active"],
    **{f"/configure/triggers/firings/{act}": ["act", "act=release&firing"] for act in ("confirm", "decide")},
    "/mapping/builder": _MAPPING,
    "/mapping/{mapping_id}": _MAPPING,
    "/leads/import": ["file"],
    "/leads/import/files/{file_id}": ["identifier", "kind", "column-0"],
    "/leads/export": ["lead_ids", "query", "columns"],
    "/leads/export/columns": ["lead_ids", "query"],
    "/accounts/export": ["account_ids", "query", "columns"],
    "/accounts/export/columns": ["account_ids", "query"],
    "/account-acts/{kind}": ["account_ids", "query", "segment_id"],
    "/account-acts/{kind}/confirm": ["account_ids", "query"],
    "/mapping/fields": ["target", "name", "label", "type"],
    "/leads/{lead_id}/watch/edit": ["prediction", "note", "alert_score", "alert_level"],
    "/events/delete": _EVENTS,
    "/lead-acts/{kind}": ["lead_ids", "query", "owner_id", "segment_id"],
    "/lead-acts/{kind}/confirm": ["lead_ids", "query"],
    "/leads/{lead_id}/merge": ["source", "account_id", "field.title"],
    "/accounts/{account_id}/merge": ["source", "field.industry"],
    "/settings/preferences": ["enabled", "assignment", "watch_list", "mail", "digest_at"],
}
# Of addresses whose query is read as a whole: the filters of the list.
_READS_THE_QUERY = {
    "/leads": _LEADS,
    "/leads/live": _LEADS,
    "/leads/filters": _LEADS,
    "/leads/export": _LEADS,
    "/leads/export/columns": _LEADS,
    **{f"/accounts{part}": _ACCOUNTS for part in ("", "/live", "/filters", "/export", "/export/columns")},
    "/accounts/unresolved": _LEADS,
    "/events": _EVENTS,
    "/events/live": _EVENTS,
    "/events/chart": _EVENTS,
    "/events/delete": _EVENTS,
    "/sessions": _SESSIONS,
    **{
        f"/settings/audit{part}": ["actor", "action", "subject", "address", "from", "to"]
        for part in ("", "/export")
    },
    "/accounts/{account_id}": ["lead", "event_type", "channel", "before", "tab=timeline&event_type"],
    "/accounts/{account_id}/timeline": ["lead", "event_type", "channel"],
}
# They take no field, and what they do would disturb the others.
_ACTS = ("/sign-out", "/settings/account/sign-out-everywhere", "/scoring/publish", "/leads/{lead_id}/delete")


class Page(NamedTuple):
    method: str
    path: str
    fields: tuple[str, ...]


def _fields(dependant: Any, method: str) -> set[str]:
    own = dependant.query_params if method == "GET" else dependant.body_params
    inner = (_fields(each, method) for each in dependant.dependencies)
    return {field.alias for field in own}.union(*inner)


def _pages() -> list[Page]:
    services = SimpleNamespace(database=None, clock=None, settings=None, worker=SimpleNamespace(wake=None))
    found = []
    for context in iter_route_contexts(create_app(cast("Services", services)).routes):
        path = context.path or ""
        # Signing in goes on with the password's hash, which takes its time by design.
        if path.startswith(("/api/", "/v1/", "/assets/", "/health", "/sign-in")) or path in _ACTS:
            continue
        for method in sorted((context.methods or set()) - {"HEAD"}):
            fields = sorted(_fields(context.dependant, method))
            if method == "POST" and path in _READS_THE_FORM:
                fields = _READS_THE_FORM[path]
            if method == "GET" and path in _READS_THE_QUERY:
                fields += _READS_THE_QUERY[path]
            found.append(Page(method, path, tuple(fields)))
    return found


PAGES = _pages()


@pytest.fixture(scope="module")
def browser(acme: Tenant, admin: httpx.Client) -> Iterator[httpx.Client]:
    """Somebody signed in, on one of our pages."""
    user_id = parse("usr", admin.get("/api/me").json()["user_id"])
    assert user_id

    async def sign_in(connection: Connection) -> str:
        cookie = await open_session(connection, acme.workspace_id, user_id, "192.0.2.1", system_clock())
        assert cookie
        return cookie

    cookie = acme.running.act(sign_in)
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": f"kenbun_session={cookie}", "Accept": "text/html"}
    with httpx.Client(base_url=acme.running.address, headers=headers, timeout=60) as client:
        assert client.get("/leads").status_code == 200
        yield client


@pytest.fixture(scope="module")
def ids(acme: Tenant, admin: httpx.Client) -> dict[str, str]:
    rule = admin.get("/api/rulesets").json()["rulesets"][0]["rules"][0]["rule_id"]
    mapping = admin.get("/api/mappings").json()["mappings"][-1]["id"]
    lead = acme.lead(admin, "ada@acme.example")
    account = admin.get(f"/api/lead/{lead}").json()["account"]["account_id"]
    sent = {"file": ("leads.csv", "email\nada@acme.example\n")}
    file_id = admin.post("/api/lead/import/preview", files=sent).json()["file_id"]
    # an act that takes hostile values for leads and does no harm to the others
    named = {"lead_id": lead, "account_id": account, "rule_id": rule, "mapping_id": mapping}
    return named | {"kind": "watch", "file_id": file_id}


def test_the_pages_are_found() -> None:
    """With their fields; a walk over nothing would find no fault."""
    assert Page("GET", "/leads/live", ()).path in {page.path for page in PAGES}
    assert "search" in next(page for page in PAGES if page.path == "/leads").fields
    assert len(PAGES) > 20


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.fields], ids=lambda page: f"{page.method} {page.path}"
)
def test_any_value_in_any_field(browser: httpx.Client, ids: dict[str, str], page: Page, kind: str) -> None:
    """Shown, or refused in words."""
    url = re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], "nothing"), page.path)
    pairs = [f"{field}={HOSTILE[kind]}" for field in page.fields]
    for pair in pairs if page.method == "GET" else ["&".join(pairs)]:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = (
            browser.get(f"{url}?{pair}")
            if page.method == "GET"
            else browser.post(url, content=pair, headers=form)
        )
        assert answer.status_code < 500, (pair, answer.text)


@pytest.mark.parametrize("kind", ["nul", "half_a_pair", "no_utf8", "arabic_digits"])
@pytest.mark.parametrize(
    "page", [page for page in PAGES if "{" in page.path], ids=lambda page: f"{page.method} {page.path}"
)
def test_any_text_for_an_id(browser: httpx.Client, page: Page, kind: str) -> None:
    """There is nothing at such an address."""
    answer = browser.request(page.method, re.sub(r"\{\w+\}", TEXTS[kind], page.path))
    assert answer.status_code in (303, 307, 400, 404, 405, 422), answer.text


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a=%ED%A0%80&b=%00", b"name=" + b"x" * 900_000])
@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"],
)
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.method == "POST"],
    ids=lambda page: page.path,
)
def test_any_form(browser: httpx.Client, ids: dict[str, str], page: Page, kind: str, body: bytes) -> None:
    """However it is packed."""
    url = re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], "nothing"), page.path)
    if page.path.endswith("/remove"):
        url = url.replace(ids["rule_id"], "nothing").replace(ids["mapping_id"], "nothing")
    answer = browser.post(url, content=body, headers={"Content-Type": kind})
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("0001-01-01T00:00", 422),
        ("0001-12-31T23:59:59-14:00", 422),
        ("0002-01-01T00:00:00+14:00", 200),
        ("0002-01-01T00:00", 200),
        ("9998-12-31T23:59:59-14:00", 200),
        ("9999-01-01T00:00:00+14:00", 422),
        ("9999-12-31T23:59:59-14:00", 422),
        ("9999-12-31T23:59", 422),
    ],
)
def test_the_drawer_at_the_ends_of_the_calendar(
    browser: httpx.Client, ids: dict[str, str], at: str, status: int
) -> None:
    """Within a year of either end other zones have no such time: refused; further in the receipt is there."""
    partial = {"HX-Request-Type": "partial"}
    for path, more in (("receipt", {}), ("receipt/lines", {"ruleset": "rs_0", "group": "2026-01-01"})):
        answer = browser.get(f"/leads/{ids['lead_id']}/{path}", params={"at": at} | more, headers=partial)
        assert answer.status_code == status, answer.text
    if status == 200 and "0002" in at:
        assert (
            "No rule has given this person any points by then"
            in browser.get(f"/leads/{ids['lead_id']}/receipt", params={"at": at}, headers=partial).text
        )
