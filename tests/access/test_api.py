"""The API of access."""

import httpx
import pytest

from tests.access.conftest import World


async def test_who_am_i(client: httpx.AsyncClient, world: World) -> None:
    """A token knows its member, role and workspace."""
    me = (await client.get("/api/me", headers=world.editor.bearer)).json()
    assert (me["email"], me["role"], me["workspace_name"]) == (world.editor.email, "editor", "Acme")


async def test_the_workspace_and_its_settings(client: httpx.AsyncClient, world: World) -> None:
    """Every member can read the settings that scores depend on."""
    workspace = (await client.get("/api/workspace", headers=world.viewer.bearer)).json()
    assert (workspace["time_zone"], workspace["session_timeout_minutes"]) == ("UTC", 30)
    assert workspace["workspace_id"] == f"ws_{world.workspace_id.hex}"


async def test_members_are_listed(client: httpx.AsyncClient, world: World) -> None:
    """The members of this workspace and no other, with their roles."""
    answer = (await client.get("/api/members", headers=world.admin.bearer)).json()
    assert {each["email"]: each["role"] for each in answer["members"]} == {
        person.email: role
        for person, role in ((world.admin, "admin"), (world.editor, "editor"), (world.viewer, "viewer"))
    }


async def test_a_source_is_made_listed_and_revoked(client: httpx.AsyncClient, world: World) -> None:
    """The key is shown at making alone; revoking takes the source out of the list."""
    admin = world.admin.bearer
    made = await client.post("/api/sources", json={"name": "Shop"}, headers=admin)
    assert made.status_code == 201
    source = made.json()
    assert source.pop("write_key").startswith("kbn_wk_")
    listed = (await client.get("/api/sources", headers=admin)).json()
    assert listed == {"sources": [source], "total": 1, "page": 1, "limit": 25}
    assert (await client.delete(f"/api/sources/{source['source_id']}", headers=admin)).status_code == 204
    assert (await client.get("/api/sources", headers=admin)).json()["total"] == 0


async def test_a_token_is_made_used_and_revoked(client: httpx.AsyncClient, world: World) -> None:
    """A new token works until it is revoked, and its text is in no list."""
    viewer = world.viewer.bearer
    made = (await client.post("/api/tokens", json={"name": "Report"}, headers=viewer)).json()
    new = {"Authorization": f"Bearer {made['token']}"}
    assert made["token"] not in (await client.get("/api/tokens", headers=new)).text
    assert (await client.delete(f"/api/tokens/{made['token_id']}", headers=new)).status_code == 204
    assert (await client.get("/api/tokens", headers=new)).status_code == 401


async def test_another_workspace_is_as_if_it_were_not_there(client: httpx.AsyncClient, world: World) -> None:
    """Neither reading nor revoking reaches over the wall."""
    stranger = world.stranger.bearer
    source = (await client.post("/api/sources", json={"name": "Shop"}, headers=world.admin.bearer)).json()
    token = (await client.post("/api/tokens", json={"name": "x"}, headers=world.admin.bearer)).json()
    for path in (f"/api/sources/{source['source_id']}", f"/api/tokens/{token['token_id']}"):
        assert (await client.delete(path, headers=stranger)).status_code == 404
    assert (await client.get("/api/sources", headers=stranger)).json()["total"] == 0
    assert source["source_id"] not in (await client.get("/api/audit", headers=stranger)).text
    assert (await client.get("/api/sources", headers=world.admin.bearer)).json()["total"] == 1


async def test_the_audit_log_is_read_latest_first(client: httpx.AsyncClient, world: World) -> None:
    """An admin sees who did what, with what it was and became."""
    admin = world.admin.bearer
    await client.post("/api/sources", json={"name": "Shop"}, headers=admin)
    entries = (await client.get("/api/audit?limit=1", headers=admin)).json()["entries"]
    assert [(each["action"], each["actor"], each["actor_kind"]) for each in entries] == [
        ("source.create", "Admin (token tests)", "token")
    ]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/sources", {}, "name"),
        ("/api/sources", {"name": " "}, "name"),
        ("/api/sources", {"name": "x" * 101}, "name"),
        ("/api/sources", {"name": "a\0b"}, "name"),
        ("/api/sources", {"name": "x", "kind": "spaceship"}, "kind"),
        ("/api/sources", {"name": "x", "colour": "red"}, "colour"),
        ("/api/sources", {"name": "x", "allowed_origins": ["nope"]}, "allowed_origins[0]"),
        ("/api/sources", {"name": "x", "allowed_origins": ["https://a.example"] * 51}, "allowed_origins"),
        ("/api/tokens", {"name": 5}, "name"),
        ("/api/tokens", {"name": "x", "expires_at": "soon"}, "expires_at"),
        ("/api/tokens", {"name": "x", "expires_at": "2027-01-01T00:00:00"}, "expires_at"),
        ("/api/tokens", {"name": "x", "expires_at": "9999-12-31T23:59:59-23:59"}, "expires_at"),
        ("/api/tokens", {"name": "x", "expires_at": "0001-01-01T00:00:00+23:59"}, "expires_at"),
    ],
)
async def test_wrong_values_are_named(
    client: httpx.AsyncClient, world: World, path: str, body: dict[str, object], field: str
) -> None:
    """Each wrong value is a 422 that names its field."""
    answer = await client.post(path, json=body, headers=world.admin.bearer)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "query", ["page=0", "limit=0", "limit=101", "page=401&limit=25", "page=x", "page=" + "9" * 30]
)
async def test_lists_are_bounded(client: httpx.AsyncClient, world: World, query: str) -> None:
    """Pages out of bounds are a clear 422."""
    answer = await client.get(f"/api/audit?{query}", headers=world.admin.bearer)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("page", "limit")


@pytest.mark.parametrize("identifier", ["src_0", "nonsense", "tok_" + "0" * 32, "src_" + "0" * 32])
async def test_an_id_of_nothing_is_404(client: httpx.AsyncClient, world: World, identifier: str) -> None:
    """An id that is none, of another kind or of nothing is not found."""
    answer = await client.delete(f"/api/sources/{identifier}", headers=world.admin.bearer)
    assert answer.status_code == 404


async def test_the_document_names_credentials_and_refusals(client: httpx.AsyncClient) -> None:
    """Every route says how to come in, and every refusal that it declares has its shape in the document."""
    document = (await client.get("/openapi.json")).json()
    assert set(document["components"]["securitySchemes"]) == {"personal token", "session"}
    assert {"ProblemDetails", "FieldError"} <= set(document["components"]["schemas"])
    for path, methods in document["paths"].items():
        for route in methods.values():
            assert path == "/v1/track" or {"personal token": []} in route["security"]
