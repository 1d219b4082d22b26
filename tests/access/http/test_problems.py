"""Every refusal is problem+json with the path of the fault; a visit gets a page."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from kenbun.database import Database
from kenbun.kit.errors import Invalid, Unavailable
from kenbun.kit.text import Storable
from tests.access.conftest import World


class Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    points: int


class Rules(BaseModel):
    rules: list[Rule]
    name: Storable = ""


@pytest.fixture(autouse=True)
def routes(app: FastAPI) -> None:
    """Routes that fail in each way."""

    @app.post("/api/rules")
    async def rules(rules: Rules, limit: int = 1) -> None:
        raise Invalid("Too many points\0\ud800.", field="rules[0].points")

    @app.get("/api/rules")
    async def none() -> None:
        return None

    @app.get("/api/away")
    async def away() -> None:
        raise Unavailable("The database is away.", retry_after=3)

    @app.get("/api/broken")
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret of ours")


async def _refused(client: httpx.AsyncClient, **request: object) -> httpx.Response:
    answer = await client.request(**{"method": "POST", "url": "/api/rules", **request})  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return answer


async def test_a_problem_says_what_and_where(client: httpx.AsyncClient) -> None:
    """Type, title, status, detail and the path of the field, in text that can be encoded."""
    answer = await _refused(client, json={"rules": [{"points": 1}]})
    assert answer.json() == {
        "type": "urn:kenbun:problem:invalid-value",
        "title": "Invalid value",
        "status": 422,
        "detail": "Too many points\ufffd\ufffd.",
        "errors": [{"field": "rules[0].points", "message": "Too many points\ufffd\ufffd."}],
    }


@pytest.mark.parametrize(
    ("request_", "status", "fields"),
    [
        ({"json": {"rules": [{"points": 1}, {"points": "x"}]}}, 422, ["rules[1].points"]),
        ({"json": {"rules": [{"points": 1, "a.b": 1}]}}, 422, ["rules[0].a.b"]),
        ({"json": {"rules": 1}, "params": {"limit": "x"}}, 422, ["limit", "rules"]),
        ({"json": []}, 422, ["body"]),
        ({"content": "not a form", "headers": {"Content-Type": "text/plain"}}, 422, ["body"]),
        ({"content": "{nope", "headers": {"Content-Type": "application/json"}}, 400, ["body"]),
        ({"content": b'{"name": "\xff"}', "headers": {"Content-Type": "application/json"}}, 400, []),
        ({"content": "[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400, []),
        (
            {"content": r'{"name": "\ud800", "rules": []}', "headers": {"Content-Type": "application/json"}},
            422,
            ["name"],
        ),
        (
            {
                "content": r'{"rules": [{"points": 1, "\u0000": 1}]}',
                "headers": {"Content-Type": "application/json"},
            },
            422,
            ["rules[0].\ufffd"],
        ),
        ({"content": "1" * 1_000_001, "headers": {"Content-Type": "application/json"}}, 413, []),
        ({"json": {}, "params": {"q": "a\0b"}}, 400, ["url"]),
        ({"url": "/api/%00"}, 400, ["url"]),
        ({"url": "/api/nowhere"}, 404, []),
        ({"method": "DELETE"}, 405, []),
    ],
)
async def test_bad_input_is_a_clear_4xx(
    client: httpx.AsyncClient, request_: dict[str, object], status: int, fields: list[str]
) -> None:
    """Whatever is wrong with a request, the answer names the place and is never a 5xx."""
    answer = await _refused(client, **request_)
    assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == fields


async def test_a_body_nested_too_deep_is_said_to_be(client: httpx.AsyncClient) -> None:
    """The reader gives up; its own words tell nobody what to mend."""
    content = "[" * 100_000 + "]" * 100_000
    answer = await _refused(client, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert "too deep" in answer.json()["detail"]


async def test_a_body_of_unknown_length_is_bounded(client: httpx.AsyncClient) -> None:
    """A stream without an announced length is cut off at the same size."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    answer = await _refused(client, content=endless(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


async def test_a_missing_content_type_is_explained(client: httpx.AsyncClient) -> None:
    """JSON sent under another name is not read, and the answer says under which it would be."""
    answer = await _refused(client, content="{}", headers={"Content-Type": "text/plain"})
    assert "application/json" in answer.json()["detail"]


async def test_what_is_away_says_when_to_come_back(client: httpx.AsyncClient) -> None:
    """503 and 429 carry Retry-After."""
    answer = await _refused(client, method="GET", url="/api/away")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")


async def test_a_database_that_is_away_is_a_503(app: FastAPI, client: httpx.AsyncClient) -> None:
    """While PostgreSQL is being restarted the answer says to come back, not that something is broken."""
    nowhere = Database.connect("postgresql://127.0.0.1:1/nowhere")
    app.state.services.database = nowhere
    answer = await _refused(
        client, method="GET", url="/api/me", headers={"Authorization": "Bearer kbn_pat_" + "0" * 80}
    )
    await nowhere.close()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


async def test_405_names_what_is_taken(client: httpx.AsyncClient) -> None:
    """The methods that an address takes stand in the header and in the words."""
    answer = await _refused(client, method="PUT")
    assert answer.headers["Allow"] == "GET, POST"
    assert answer.json()["detail"] == "This address does not take PUT; it takes GET, POST."


async def test_an_error_of_ours_tells_nothing(client: httpx.AsyncClient) -> None:
    """What went wrong inside stays inside."""
    answer = await _refused(client, method="GET", url="/api/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/broken", 500), ("/a%00b", 400)])
async def test_a_visit_gets_a_page(browser: httpx.AsyncClient, path: str, status: int) -> None:
    """A person who follows a dead link reads a page, not JSON."""
    answer = await browser.get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Back to the start" in answer.text


async def test_a_member_without_the_role_reads_why(
    browser: httpx.AsyncClient, world: World, session: str
) -> None:
    """A page that the role does not allow says so; in the background it is said in JSON."""
    browser.cookies.set("kenbun_session", session)
    assert (await browser.get("/settings/sources")).status_code == 200
    answer = await browser.get("/settings/sources/src_0/revoke", headers={"HX-Request": "true"})
    assert answer.headers["Content-Type"] == "application/problem+json"
