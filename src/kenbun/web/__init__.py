"""The frame of the pages: layout, macros, assets, icons, headers. Knows no concept."""

from fastapi import FastAPI

from kenbun.web import assets
from kenbun.web.headers import SecurityHeaders

__all__ = ["install"]


def install(app: FastAPI) -> None:
    """Serves the assets and puts the security headers on every answer."""
    app.include_router(assets.router)
    app.add_middleware(SecurityHeaders)
