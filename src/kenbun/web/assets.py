"""Style sheets, scripts and fonts: our own and an exact list of files from node_modules.

Every URL carries one digest over all of them, so that browsers may keep them for good and modules can
import one another by relative paths.
"""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

OWN = Path(__file__).parent / "static"
NODE_MODULES = Path(__file__).parents[3] / "node_modules"

_FONT_SUBSETS = ("cyrillic-ext", "cyrillic", "greek-ext", "greek", "latin-ext", "latin", "vietnamese")
_VENDOR = {
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.esm.min.js": "@tabler/core/dist/js/tabler.esm.min.js",
    "vendor/echarts.simple.min.js": "echarts/dist/echarts.simple.min.js",
    "vendor/inter/index.css": "@fontsource-variable/inter/index.css",
} | {
    f"vendor/inter/files/inter-{subset}-wght-normal.woff2": (
        f"@fontsource-variable/inter/files/inter-{subset}-wght-normal.woff2"
    )
    for subset in _FONT_SUBSETS
}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

router = APIRouter(include_in_schema=False)


@cache
def _files() -> dict[str, Path]:
    own = {path.relative_to(OWN).as_posix(): path for path in sorted(OWN.rglob("*.*"))}
    return own | {name: NODE_MODULES / path for name, path in _VENDOR.items()}


@cache
def digest() -> str:
    """Changes with any byte of any asset."""
    total = hashlib.sha256()
    for name, path in _files().items():
        total.update(name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


def asset(name: str) -> str:
    """The URL of one file; an unknown name is an error of ours and raises."""
    if name not in _files():
        raise LookupError(f"no asset is called {name}")
    return f"/assets/{digest()}/{name}"


@router.get("/assets/{version}/{name:path}")
async def serve(version: str, name: str) -> Response:
    path = _files().get(name)
    if path is None:
        return Response(status_code=404)
    # A page that was open while the server was replaced asks for an older digest: it gets today's
    # file, but must not keep it under the old name.
    keep = "public, max-age=31536000, immutable" if version == digest() else "no-store"
    return FileResponse(path, media_type=_TYPES[path.suffix], headers={"Cache-Control": keep})
