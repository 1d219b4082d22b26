"""Access at the door: who calls, from which site, with which key; and how problems are answered."""

from fastapi import FastAPI

from kenbun.access.http import problems
from kenbun.access.http.bodies import BoundBodies
from kenbun.access.http.callers import Admin, Editor, Viewer, admin, editor, viewer
from kenbun.access.http.cookies import ProlongCookies
from kenbun.access.http.cors import IngestCors
from kenbun.access.http.details import describe_problems, errors
from kenbun.access.http.keys import find_source
from kenbun.access.http.paging import Page, PageNumber, Words
from kenbun.access.http.urls import PlainUrls
from kenbun.access.write_keys import WriteKeys

__all__ = [
    "Admin",
    "Editor",
    "Page",
    "PageNumber",
    "Viewer",
    "Words",
    "admin",
    "editor",
    "errors",
    "find_source",
    "install",
    "viewer",
]


def install(app: FastAPI) -> None:
    """Problems as problem+json, CORS for taking in, bounds for what comes in, cookies as lasting as their sessions,
    and the cache of write keys."""
    app.state.write_keys = WriteKeys()
    problems.install(app)
    describe_problems(app)
    app.add_middleware(ProlongCookies)
    app.add_middleware(BoundBodies)
    app.add_middleware(IngestCors)
    app.add_middleware(PlainUrls)
