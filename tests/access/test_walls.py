"""Every route of the application, tried as nobody and as each role: none is open by oversight."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple, cast
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import iter_route_contexts
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from kenbun.access.callers import Role
from kenbun.access.sessions import open_session
from kenbun.access.tables import ROLES
from kenbun.accounts.lists import AccountFilters, Selection
from kenbun.acts.begin import begin
from kenbun.alerts.deliveries import Order, order
from kenbun.app import create_app
from kenbun.database import Database
from kenbun.events.filters.history import run_opened
from kenbun.kit.ids import new_id, parse, public
from kenbun.onboarding import furnish
from kenbun.pipeline import take_batch
from kenbun.rejudged import follow_rejudged
from kenbun.services import Services
from kenbun.settings import Settings
from kenbun.triggers.tables import trigger_firings
from kenbun.worker import Worker
from tests.access.conftest import Clock, Person, World, make_world

OPEN = ("/api/openapi.json", "/health", "/assets/", "/sign-in", "/share/", "/api/public/")
OPEN_EXACTLY = ("/", "/v1/m", "/metrics")
"""`/` only leads on; at `/v1/m` SDKs report on themselves, which is heard and dropped; who may read `/metrics` hangs on
where they are (tests/health)."""

WITH_A_KEY = ("/api/ingest", "/v1/")
ADMINS = (
    "/api/sources",
    *("/api/channels", "/configure/channels"),
    "/api/members",
    "/api/invitations",
    "/api/audit",
    "/api/health",
    "/settings/audit",
    "/settings/health",
    "/settings/members",
    "/settings/sources",
    *("/scoring/preview", "/scoring/inactivity/preview"),
    "/scoring/rules/new",
    "/scoring/inactivity/new",
    "/scoring/rulesets",
    "/scoring/trial",
    "/mapping/builder",
    "/filters/new",
    "/levels/{dimension}",
    "/committee/new",
    *(
        "/configure/segments/new",
        "/configure/segments/templates",
        "/configure/segments/{segment_id}/delete",
    ),
    *("/configure/triggers/new", "/configure/triggers/{trigger_id}/delete"),
)
EDITORS = (
    "/events/delete",
    *(
        "/accounts/merge",
        "/accounts/{account_id}/merge",
        "/accounts/{account_id}/unmerge/",
        "/accounts/found",
    ),
    "/leads/{lead_id}/account",
    *("/leads/{lead_id}/delete", "/leads/{lead_id}/merge", "/leads/{lead_id}/unmerge/"),
    "/leads/{lead_id}/receipt/shares",
    *("/leads/{lead_id}/segments/add", "/accounts/{account_id}/segments/add"),
    *("/accounts/{account_id}/committee/add", "/accounts/{account_id}/committee/candidates"),
    "/api/segments/{segment_id}/members/",
)
"""Parts of pages that only lead to a change."""

CONFIGURE = (
    "/conversions",
    "/api/conversions",
    "/api/events/types",
    "/events/types",
    "/api/rulesets",
    "/api/levels",
    "/api/mappings",
    "/api/filters",
    "/api/decays",
    "/api/fields",
    "/api/config",
    "/api/settings",
    "/api/surge-settings",
    "/api/segments",
    "/api/triggers",
    "/api/deliveries",
    "/configure/deliveries",
    "/surges",
    "/api/committee-roles",
    "/committee",
    "/configure/segments",
    "/configure/triggers",
    "/settings/workspace",
    "/scoring",
    "/mapping",
    "/filters",
    "/levels",
)
OWN = (
    "/api/me",
    "/api/tokens",
    "/settings/account",
    "/settings/tokens",
    "/sign-out",
    "/leads/columns",
    "/leads/export",
    "/accounts/columns",
    "/accounts/export",
    "/scoring/words",
    *("/configure/segments/words", "/configure/triggers/words"),
    "/workspaces",
    "/api/notifications",
    "/notifications",
    "/api/preferences",
    "/settings/preferences",
    "/api/leads/{lead_id}/watch",
    "/leads/{lead_id}/watch",
    "/lead-acts",
    "/acts",
)
"""What a viewer may send: own account, tokens, notifications, preferences and watch list, signing out, switching
workspaces, and asking how a condition reads."""

SECRET = "secret-of-ours@example.com"
RULE = {"name": "Pricing", "event_type": "Page View", "points": 10}
NO_IDS = {
    "dimension": "engagement",
    "version": "1",
    "kind": "watch",
    "field": "title",
    "way": "up",
    "day": "2026-03-01",
}
"""What stands in paths and names the same thing in every workspace."""

PREFIXES = {
    "account_id": "acct",
    "act_id": "act",
    "channel_id": "chn",
    "conversion_id": "conv",
    "delivery_id": "dlv",
    "deletion_id": "del",
    "field_id": "fld",
    "file_id": "file",
    "filter_id": "flt",
    "invitation_id": "inv",
    "job_id": "imp",
    "lead_id": "ld",
    "mapping_id": "map",
    "merge_id": "mrg",
    "notification_id": "ntf",
    "rejected_id": "rej",
    "role_id": "role",
    "rule_id": "rule",
    "ruleset_id": "rs",
    "segment_id": "seg",
    "trigger_id": "trg",
    "firing_id": "fir",
    "share_id": "shr",
    "source_id": "src",
    "token_id": "tok",
    "user_id": "usr",
    "view_id": "view",
    "write_key": "kbn_wk",
}


class Route(NamedTuple):
    method: str
    path: str

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def has_ids(self) -> bool:
        return bool(set(re.findall(r"{(\w+)", self.path)) - NO_IDS.keys())

    @property
    def least_role(self) -> Role:
        """Product §15, by where the route lies and whether it changes anything."""
        if self.path.startswith(ADMINS):
            return "admin"
        if self.path.startswith(EDITORS):
            return "editor"
        if self.method == "GET" or self.path.startswith(OWN):
            return "viewer"
        return "admin" if self.path.startswith(CONFIGURE) else "editor"

    def url(self, ids: dict[str, str]) -> str:
        """With these ids, and with ids of nothing for the others."""
        return re.sub(
            r"\{(\w+)(:path)?\}",
            lambda m: ids.get(m[1]) or NO_IDS.get(m[1]) or f"{PREFIXES.get(m[1], 'x')}_{uuid4().hex}",
            self.path,
        )


def _routes() -> list[Route]:
    services = SimpleNamespace(database=None, clock=None, settings=None, worker=SimpleNamespace(wake=None))
    app = create_app(cast("Services", services))
    found = [
        Route(method, context.path or "")
        for context in iter_route_contexts(app.routes)
        for method in sorted((context.methods or set()) - {"HEAD"})
    ]
    return [route for route in found if not route.path.startswith(OPEN) and route.path not in OPEN_EXACTLY]


ROUTES = _routes()
GUARDED = [route for route in ROUTES if not route.path.startswith(WITH_A_KEY)]


@dataclass(frozen=True)
class Whole:
    """The whole application, and a workspace with what every workspace starts with."""

    client: httpx.AsyncClient
    database: Database
    clock: Clock
    world: World

    async def signed_in(self, role: str) -> dict[str, str]:
        """The headers of a browser in which somebody of this role has just signed in."""
        person: Person = getattr(self.world, role)
        async with self.database.transaction() as connection:
            cookie = await open_session(
                connection, person.workspace_id, person.user_id, "192.0.2.1", self.clock()
            )
        return {"Sec-Fetch-Site": "same-origin", "Cookie": f"kenbun_session={cookie}"}

    async def send(self, route: Route, ids: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        body: dict[str, Any] | None = None
        if route.path.startswith("/api/rulesets/") and route.method != "GET":
            body = RULE
        elif (route.method, route.path) == ("PATCH", "/api/members/{user_id}"):
            body = {"role": "viewer"}
        elif route.path.startswith("/api/sources/") and route.method in ("PATCH", "POST"):
            body = {}
        return await self.client.request(route.method, route.url(ids or {}), headers=headers, json=body)


@pytest_asyncio.fixture(scope="module")
async def whole(engine: AsyncEngine) -> AsyncIterator[Whole]:
    database, clock = Database(engine), Clock()
    world = await make_world(database, clock)
    async with database.transaction() as connection:
        await furnish(connection, world.workspace_id, clock())
    app = create_app(Services(database, Settings(), Worker(database, clock), clock))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://kenbun.example") as client,
    ):
        yield Whole(client, database, clock, world)


@pytest_asyncio.fixture(scope="module")
async def ours(whole: Whole) -> dict[str, str]:
    """The id of one thing of each kind in our workspace, by the name that paths give it."""
    mine = whole.world.admin.bearer
    good = {"event_type": "Page View", "alias_kind": "email", "alias": SECRET}
    sent = await whole.client.post("/api/ingest", json=[good, {"alias": SECRET}], headers=mine)
    assert (sent.json()["accepted"], sent.json()["rejected"]) == (1, 1)
    await take_batch(whole.database, whole.world.workspace_id, whole.clock)

    async def first(path: str, what: str) -> dict[str, Any]:
        found: dict[str, Any] = (await whole.client.get(path, headers=mine)).json()[what][0]
        return found

    await whole.client.post("/api/sources", json={"name": SECRET}, headers=mine)
    invited = await whole.client.post("/api/invitations", json={"email": SECRET}, headers=mine)
    ruleset = await first("/api/rulesets?dimension=engagement", "rulesets")
    mapping = {"source": {"kind": "metadata", "key": SECRET}, "target": {"kind": "lead", "field": "city"}}
    mapping_id = (await whole.client.post("/api/mappings", json=mapping, headers=mine)).json()["id"]
    await whole.client.post(f"/api/mappings/{mapping_id}/apply", headers=mine)
    field = {"target": "lead", "name": "extra", "label": SECRET}
    # another test may have asked for it, and no filter changes meanwhile
    await run_opened(whole.database, whole.world.workspace_id, whole.clock, follow_rejudged)
    decay = {"name": SECRET, "points": -1, "every_days": 1}
    kept_out = {"kind": "attribute", "name": SECRET, "event_type": SECRET}
    other: dict[str, Any] = {"event_type": "Page View", "alias_kind": "cookie", "alias": SECRET}
    other["metadata"] = {"campaign": SECRET}
    await whole.client.post("/api/ingest", json=other, headers=mine)
    await take_batch(whole.database, whole.world.workspace_id, whole.clock)
    both = (await whole.client.get("/api/leads", headers=mine)).json()["leads"]
    lead, cookie = sorted(both, key=lambda one: one["account"] is None)
    pair = {"target_lead_id": lead["lead_id"], "source_lead_ids": [cookie["lead_id"]]}
    merged = await whole.client.post("/api/leads/merge", json=pair, headers=mine)
    committee = f"/api/accounts/{lead['account']['account_id']}/buying-committee"
    member = {"lead_id": lead["lead_id"], "role": "KOL", "notes": SECRET}
    await whole.client.post(committee, json=member, headers=mine)
    view = {"name": SECRET, "query": f"search={SECRET}"}
    segment = {"name": SECRET, "kind": "lead", "conditions": {"did": SECRET, "times": {"at_most": 0}}}
    trigger = {"name": SECRET, "kind": "surge", "subject": "lead", "count": 1, "within_seconds": 60}
    files = [
        (await whole.client.post("/api/lead/import/preview", files=file, headers=mine)).json()["file_id"]
        for file in [{"file": (SECRET, f"email\n{SECRET}\n")}] * 2
    ]
    taken = {"file_id": files[0], "identifier": {"column": "email", "kind": "email"}}
    job = await whole.client.post("/api/lead/import/start", json=taken, headers=mine)
    shared = await whole.client.post(f"/api/leads/{lead['lead_id']}/share-explain", headers=mine)
    deleted = await whole.client.delete("/api/events", params={"campaign": SECRET}, headers=mine)
    async with whole.database.transaction() as connection:
        every = Selection(filters=AccountFilters())
        act_id = await begin(connection, whole.world.caller(), "archive", every, whole.clock)
    fired = (await whole.client.post("/api/triggers", json=trigger, headers=mine)).json()["id"]
    hook = {"name": SECRET, "kind": "webhook", "config": {"url": f"https://hooks.example/{SECRET}"}}
    channel_id = (await whole.client.post("/api/channels", json=hook, headers=mine)).json()["id"]
    return {
        "trigger_id": fired,
        "channel_id": channel_id,
        "delivery_id": await _delivery(whole, channel_id),
        "firing_id": await _firing(whole, fired, lead["lead_id"]),
        "act_id": public("act", act_id),
        "account_id": lead["account"]["account_id"],
        "file_id": files[1],
        "invitation_id": invited.json()["invitation_id"],
        "job_id": job.json()["job_id"],
        "field_id": (await whole.client.post("/api/fields", json=field, headers=mine)).json()["id"],
        "filter_id": (await whole.client.post("/api/filters", json=kept_out, headers=mine)).json()["id"],
        "deletion_id": deleted.json()["deletion"]["deletion_id"],
        "decay_id": (await whole.client.post("/api/decays", json=decay, headers=mine)).json()["id"],
        "mapping_id": mapping_id,
        "merge_id": merged.json()["merge_ids"][0],
        "lead_id": lead["lead_id"],
        "rejected_id": (await first("/api/events/rejected", "rejected_events"))["rejected_id"],
        "ruleset_id": ruleset["id"],
        "role_id": (await first("/api/committee-roles", "roles"))["id"],
        "rule_id": ruleset["rules"][0]["rule_id"],
        "segment_id": (await whole.client.post("/api/segments", json=segment, headers=mine)).json()["id"],
        "share_id": shared.json()["share_id"],
        "number": "1",
        "view_id": (await whole.client.post("/api/leads/views", json=view, headers=mine)).json()["view_id"],
        "source_id": (await first("/api/sources", "sources"))["source_id"],
        "token_id": (await first("/api/tokens", "tokens"))["token_id"],
        "user_id": public("usr", whole.world.viewer.user_id),
    }


async def _delivery(whole: Whole, channel_id: str) -> str:
    wanted = [Order("test", channel_id=parse("chn", channel_id), body={"id": SECRET})]
    async with whole.database.transaction() as connection:
        (made,) = await order(connection, whole.world.workspace_id, wanted, whole.clock())
    return public("dlv", made)


async def _firing(whole: Whole, trigger_id: str, lead_id: str) -> str:
    firing_id = new_id()
    row = {
        "workspace_id": whole.world.workspace_id,
        "firing_id": firing_id,
        "trigger_id": parse("trg", trigger_id),
        "subject_id": parse("ld", lead_id),
        "at": whole.clock(),
        "cause": {"event_type": SECRET},
        "state": "held_back",
    }
    async with whole.database.transaction() as connection:
        await connection.execute(insert(trigger_firings).values(**row))
    return public("fir", firing_id)


def test_the_routes_are_found() -> None:
    """The walk sees routes of every concept; a walk over nothing would pass whatever is open."""
    assert {Route("GET", "/api/leads"), Route("POST", "/v1/track"), Route("GET", "/scoring")} <= set(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_nobody_gets_in_without_credentials(whole: Whole, route: Route) -> None:
    """Without token, session or key, the API answers 401 and a page leads to signing in."""
    answer = await whole.client.request(
        route.method, route.url({}), json={} if route.method == "POST" else None
    )
    if route.is_api or route.path.startswith(WITH_A_KEY):
        assert answer.status_code == 401
    else:
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize("route", GUARDED, ids=" ".join)
async def test_each_role_may_what_product_15_says_and_no_more(whole: Whole, route: Route) -> None:
    """A role below the least for a route is refused with 403; from that role on the route is served."""
    for role in ROLES:
        answer = await whole.send(route, **await whole.signed_in(role))  # type: ignore[arg-type]
        refused = ROLES.index(role) < ROLES.index(route.least_role)
        assert (answer.status_code == 403) == refused, (role, answer.text)
        assert answer.status_code not in (401, 500)


@pytest.mark.parametrize("route", [route for route in GUARDED if route.method != "GET"], ids=" ".join)
async def test_another_site_changes_nothing(whole: Whole, route: Route) -> None:
    """Whatever changes something refuses a browser that another site has sent."""
    browser = await whole.signed_in("admin") | {"Sec-Fetch-Site": "cross-site"}
    answer = await whole.send(route, **browser)  # type: ignore[arg-type]
    assert answer.status_code == 403


@pytest.mark.parametrize("route", GUARDED, ids=" ".join)
async def test_another_workspace_is_as_if_it_were_not_there(
    whole: Whole, ours: dict[str, str], route: Route
) -> None:
    """The admin of another workspace finds nothing by our ids, and nothing of ours in any list."""
    answer = await whole.send(route, ours, **await whole.signed_in("stranger"))
    assert SECRET not in answer.text
    assert answer.status_code != 500
    if route.has_ids:
        assert answer.status_code in (303, 404, 422)
    if route.has_ids and route.method == "GET":
        assert (await whole.send(route, ours, **await whole.signed_in("admin"))).status_code != 404
