"""Every page forbids what it does not use."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from httpx import ASGITransport, AsyncClient

from kenbun.web import install


async def _headers(path):
    app = FastAPI()
    install(app)

    @app.get("/page")
    async def page() -> HTMLResponse:
        return HTMLResponse("<p>hello")

    @app.get("/data")
    async def data() -> dict[str, int]:
        return {}

    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        return (await client.get(path)).headers


async def test_pages_allow_nothing_inline_and_no_frames():
    """Scripts and styles come from our own files alone, and no other site can frame a page."""
    policy = (await _headers("/page"))["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


async def test_pages_are_not_kept():
    """After signing out, nothing can be seen by going back."""
    assert (await _headers("/page"))["cache-control"] == "no-store"


async def test_no_answer_is_taken_for_another_type():
    """Data is never sniffed into a page."""
    headers = await _headers("/data")
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in headers
