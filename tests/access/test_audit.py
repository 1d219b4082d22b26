"""The audit log."""

import csv
import io
import json

import httpx
import pytest
import pytest_asyncio

from kenbun.access.audit import Entry, list_audit
from kenbun.access.audit.words import title
from kenbun.access.callers import Caller, Role
from kenbun.access.links import Claim, create_signin_link, redeem_link
from kenbun.access.members import command_line_member
from kenbun.access.queries.audit import names
from kenbun.access.sources import Source, create_source, revoke_source
from kenbun.access.tokens import create_token
from kenbun.acts.kinds import SUBJECTS
from kenbun.database import Database
from kenbun.kit.ids import public
from kenbun.kit.paging import Paging
from kenbun.segments.members.hands import ACTS
from tests.access.conftest import PASSWORD, Clock, World
from tests.access.recorded import recorded


async def _entries(database: Database, world: World) -> list[Entry]:
    async with database.transaction() as connection:
        return (await list_audit(connection, world.workspace_id, Paging()))[0]


async def test_an_act_and_its_row_are_one(database: Database, world: World, clock: Clock) -> None:
    """Where an act is rolled back, nothing of it is in the log."""
    before = await _entries(database, world)
    async with database.engine.connect() as connection:
        await create_source(connection, world.caller(), "Never", clock())
        await connection.rollback()
    assert await _entries(database, world) == before


async def test_the_log_says_who_what_when_where_before_and_after(
    database: Database, world: World, clock: Clock
) -> None:
    """Each entry names the actor, the act, its subject, the time, the address and what changed."""
    caller = Caller(
        world.workspace_id, "admin", "session", "Ada", user_id=world.admin.user_id, address="192.0.2.1"
    )
    async with database.transaction() as connection:
        source, _ = await create_source(connection, caller, "Shop", clock())
        await revoke_source(connection, caller, source.source_id, clock())
    revoked, created = (await _entries(database, world))[:2]
    values = {"name": "Shop", "kind": "server", "allowed_origins": []}
    assert (created.action, created.before, created.after) == ("source.create", None, values)
    assert (revoked.action, revoked.before, revoked.after) == ("source.revoke", values, None)
    assert (created.actor_kind, created.actor_id, created.actor_label) == (
        "user",
        world.admin.user_id,
        "Ada",
    )
    assert (created.at, created.address) == (clock(), "192.0.2.1")
    assert created.subject_id == f"src_{source.source_id.hex}"


async def test_what_has_a_name_is_called_by_it(database: Database, world: World) -> None:
    """As it is named by now, in its own workspace alone; what has none, or is another's, goes by its id."""
    ours, theirs = public("ws", world.workspace_id), public("ws", world.stranger.workspace_id)
    ids = [
        ours,
        theirs,
        *(public(prefix, world.workspace_id) for prefix in ("trg", "rs", "seg", "chn", "src")),
    ]
    async with database.snapshot() as connection:
        assert await names(connection, world.workspace_id, ids) == {ours: "Acme"}


async def test_no_secret_is_in_the_log(database: Database, world: World, session: str, clock: Clock) -> None:
    """Neither keys nor tokens nor cookies nor passwords get into the log."""
    async with database.transaction() as connection:
        _, key = await create_source(connection, world.caller(), "Shop", clock())
        _, token = await create_token(connection, world.caller(), "Mine", clock())
    text = str(await _entries(database, world))
    for secret in (key, token, session, PASSWORD):
        assert secret[-20:] not in text


async def test_signing_in_by_a_link_is_logged(database: Database, world: World, clock: Clock) -> None:
    """The log shows the link made, the link used, the name and password set, and the session opened."""
    async with database.transaction() as connection:
        link = await create_signin_link(
            connection, world.workspace_id, "admin", clock(), user_id=world.admin.user_id
        )
    await redeem_link(database, link, Claim("", "Ada", PASSWORD), "192.0.2.1", clock)
    opened, given, renamed, used, created = (await _entries(database, world))[:5]
    assert [one.action for one in (opened, given, renamed, used, created)] == [
        "session.open",
        "password.set",
        "member.rename",
        "signin_link.use",
        "signin_link.create",
    ]
    assert opened.actor_label == used.actor_label == "Ada"
    assert (renamed.before, renamed.after) == ({"name": "Admin"}, {"name": "Ada"})


async def test_whoever_follows_an_invitation_is_added(
    database: Database, world: World, session: str, clock: Clock
) -> None:
    """As by an admin, from where the link was opened; a role that rises is a change, one that stays no row."""

    async def follow(email: str, role: Role) -> list[Entry]:
        async with database.transaction() as connection:
            link = await create_signin_link(connection, world.workspace_id, role, clock())
        before = len(await _entries(database, world))
        await redeem_link(database, link, Claim(email, "Ada", PASSWORD), "192.0.2.1", clock)
        entries = await _entries(database, world)
        return [one for one in entries[: len(entries) - before] if one.action.startswith("member.")]

    newcomer = f"new-{world.workspace_id.hex[-8:]}@example.com"
    [row] = await follow(newcomer, "viewer")
    assert (row.action, row.before, row.after) == ("member.add", None, {"role": "viewer", "email": newcomer})
    assert (row.actor_label, row.address) == ("Ada", "192.0.2.1")
    [row] = await follow(newcomer, "editor")
    assert (row.action, row.before, row.after) == (
        "member.change",
        {"role": "viewer"},
        {"role": "editor", "email": newcomer},
    )
    assert await follow(newcomer, "viewer") == []


async def test_a_member_of_the_command_line_is_added(database: Database, world: World, clock: Clock) -> None:
    """By the first token of its role, and then no more."""
    caller = Caller.system(world.workspace_id, "command line")
    for _ in range(2):
        async with database.transaction() as connection:
            user_id = await command_line_member(connection, caller, "editor", clock())
    [row] = [one for one in await _entries(database, world) if one.subject_id == public("usr", user_id)]
    assert (row.action, row.actor_label) == ("member.add", "command line")
    assert row.after == {"role": "editor", "email": "command-line-editor@kenbun.invalid"}


async def _found(browser: httpx.AsyncClient, world: World, **filters: str) -> list[str]:
    answer = await browser.get("/api/audit", params=filters, headers=world.admin.bearer)
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == len(answer.json()["entries"])
    return [one["action"] for one in answer.json()["entries"]]


@pytest_asyncio.fixture
async def noted(database: Database, world: World, clock: Clock) -> Source:
    """Ada has made and revoked a source of a hostile name, on a day of its own; Bo has made a token."""
    clock.forward(days=10)
    ada = Caller(
        world.workspace_id, "admin", "session", "Ada", user_id=world.admin.user_id, address="192.0.2.1"
    )
    bo = Caller(world.workspace_id, "admin", "session", "ΒΟ %", user_id=world.editor.user_id)
    async with database.transaction() as connection:
        source, _ = await create_source(connection, ada, "=<b>Shop</b>", clock())
        await revoke_source(connection, ada, source.source_id, clock())
        await create_token(connection, bo, "Mine", clock())
    return source


async def test_the_log_is_filtered(client: httpx.AsyncClient, world: World, noted: Source) -> None:
    """By who, what, to what, from where and when, all at once; a part of a name will do, in any case."""
    mine = {"subject": f"src_{noted.source_id.hex}"}
    assert await _found(client, world, **mine) == ["source.revoke", "source.create"]
    assert await _found(client, world, **mine, action="source.create") == ["source.create"]
    assert await _found(client, world, action="source") == ["source.revoke", "source.create"]
    assert await _found(client, world, actor="βο %") == ["token.create"]
    assert await _found(client, world, actor="aD") == ["source.revoke", "source.create"]
    assert await _found(client, world, actor=f"usr_{world.editor.user_id.hex}") == ["token.create"]
    assert await _found(client, world, address="192.0.2.1", action="source.revoke") == ["source.revoke"]
    assert await _found(client, world, address="192.0.2.2") == []
    day = {"from": "2026-03-11", "to": "2026-03-11"}
    assert await _found(client, world, **day) == ["token.create", "source.revoke", "source.create"]
    assert await _found(client, world, **{"from": "2026-03-12"}) == []
    assert "member.add" in await _found(client, world, to="2026-03-10")


@pytest.mark.parametrize(("name", "value"), [("from", "yesterday"), ("to", "20260311"), ("actor", "x" * 201)])
async def test_a_filter_that_is_none(client: httpx.AsyncClient, world: World, name: str, value: str) -> None:
    """It is told at its field, by the API and on the page."""
    answer = await client.get("/api/audit", params={name: value}, headers=world.admin.bearer)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, name)


async def test_the_log_as_a_file(client: httpx.AsyncClient, world: World, noted: Source) -> None:
    """Whole values as JSON, no cell a formula; what the filters leave out is not in it; the log has who took it."""
    query = {"action": "source", "from": "2026-03-11"}
    answer = await client.get("/api/audit/export", params=query, headers=world.admin.bearer)
    assert 'filename="audit-2026-03-11.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["action"] for row in rows] == ["source.revoke", "source.create"]
    assert json.loads(rows[0]["before"])["name"] == "=<b>Shop</b>"
    assert (rows[0]["at"], rows[0]["actor"], rows[0]["address"]) == (
        "2026-03-11T12:00:00Z",
        "Ada",
        "192.0.2.1",
    )
    assert rows[0]["actor_id"] == f"usr_{world.admin.user_id.hex}"
    assert (await _found(client, world))[0] == "audit.export"


async def test_the_page_of_the_log(
    browser: httpx.AsyncClient, world: World, session: str, noted: Source
) -> None:
    """In words, with what was otherwise before; hostile names are text; nothing found offers the way back."""
    browser.cookies.set("kenbun_session", session)
    html = (await browser.get("/settings/audit?action=source")).text
    assert "Source revoked" in html
    assert "=&lt;b&gt;Shop" in html
    assert "<b>Shop" not in html
    assert "Token made" not in html.partition("<tbody>")[2]
    assert "Clear filters" in (await browser.get("/settings/audit?actor=nobody")).text
    wrong = await browser.get("/settings/audit?from=yesterday")
    assert wrong.status_code == 422
    assert "Give a day like 2026-11-22." in wrong.text
    assert "lies before" in (await browser.get("/settings/audit?from=2026-03-04&to=2026-03-03")).text


def test_every_act_reads_as_a_sentence() -> None:
    """Also one that nobody has put into words."""
    assert title("lead.merge") == "Lead merged"
    assert title("rejected_event.retry") == "Rejected event tried again"
    assert title("surge.settings") == "Surge settings changed"
    assert title("orbit.de_spin") == "Orbit de spin"
    assert title("ruleset.make-primary") == "Ruleset made the primary one"
    assert title("leads.create_accounts") == "Accounts made for leads"


def test_every_act_that_is_recorded_has_words() -> None:
    """Whatever the code gives to `record`; two of its calls take what these lists hold."""
    actions, unknown = recorded()
    assert unknown == {
        "acts/begin.py: f'{subject.nouns}.{kind}'",
        "segments/members/hands.py: f'segment.{done}'",
    }
    actions |= {f"{one.nouns}.{kind}" for one in SUBJECTS.values() for kind in one.kinds}
    actions |= {f"segment.{act}_members" if act in ("add", "remove") else f"segment.{act}" for act in ACTS}
    assert {"member.add", "ruleset.copy", "thing.rescore"} <= actions
    assert [
        one for one in sorted(actions) if title(one).endswith(one.partition(".")[2].replace("_", " "))
    ] == []
