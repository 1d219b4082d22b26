"""Assets: an exact list, under a digest, for ever."""

import posixpath
import re

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from kenbun.web import assets, install


@pytest.fixture
async def client():
    app = FastAPI()
    install(app)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_every_asset_is_there(client):
    """Every name in the list answers with its content and may be kept for good."""
    for name in assets._files():
        answer = await client.get(assets.asset(name))
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["..%2f..%2fpyproject.toml", "vendor%2f..%2fx", "package.json", "js/", ""])
async def test_nothing_else_is_served(client, name):
    """A path that is not in the list leads nowhere, wherever it points."""
    assert (await client.get(f"/assets/{assets.digest()}/{name}")).status_code == 404


async def test_an_old_digest_is_not_kept(client):
    """A page open since before an update gets today's file, without keeping it under the old name."""
    answer = await client.get("/assets/000000000000/css/kenbun.css")
    assert answer.headers["cache-control"] == "no-store"


def test_an_unknown_asset_is_an_error():
    """A slip in a template fails where it is made."""
    with pytest.raises(LookupError):
        assets.asset("js/nowhere.js")


def test_what_assets_refer_to_is_there():
    """Imports in our modules and style sheets lead to assets in the list."""
    for name, path in assets._files().items():
        if not path.is_relative_to(assets.OWN) or path.suffix not in (".js", ".css"):
            continue
        for target in re.findall(r"""(?:from |import |@import )"([^"]+)";""", path.read_text()):
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            assert wanted in assets._files(), f"{name} imports {target}"
