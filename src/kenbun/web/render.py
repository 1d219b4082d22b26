"""Templates to answers. A concept's templates lie in its own folder and are named `concept/page.html`."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)

from kenbun.web import nav, shown
from kenbun.web.assets import asset
from kenbun.web.icons import icon

_PACKAGE = Path(__file__).parents[1]


@cache
def _environment() -> Environment:
    concepts = {folder.parent.name: FileSystemLoader(folder) for folder in _PACKAGE.glob("*/templates")}
    environment = Environment(
        loader=ChoiceLoader([PrefixLoader(concepts), FileSystemLoader(_PACKAGE / "web" / "templates")]),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shown.FILTERS)
    environment.globals.update(icon=icon, asset=asset)
    return environment


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page it is on; a visit or a step back wants the whole page."""
    return request.headers.get("HX-Request-Type") == "partial"


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page in the frame (`layout.html`), or a bare one for those not signed in (`bare.html`)."""
    return _answer(request, template, status, context)


def fragment(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A part of a page, for htmx to put in its place."""
    return _answer(request, template, status, context, headers)


def listing(request: Request, folder: str, **context: Any) -> HTMLResponse:
    """A list as a page, `folder/list.html`; htmx, which asks for it by other filters, gets `folder/table.html`."""
    if wants_fragment(request):
        return fragment(request, f"{folder}/table.html", **context)
    return page(request, f"{folder}/list.html", **context)


def written(template: str, **context: Any) -> str:
    """What is read elsewhere, as a mail: without the frame, and without anybody who asks."""
    return _environment().get_template(template).render(context)


def _answer(
    request: Request,
    template: str,
    status: int,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    caller = getattr(request.state, "caller", None)
    frame = {
        "caller": caller,
        "nav": nav.sections(caller.role) if caller else [],
        "here": nav.here(request.url.path),
        "now": request.app.state.services.clock(),
        "zone": caller.time_zone if caller else "UTC",
    }
    html = _environment().get_template(template).render(frame | context)
    answer = HTMLResponse(html, status_code=status, headers=headers)
    # The same URL answers with a page or with a part of it.
    answer.headers["Vary"] = "HX-Request-Type, Cookie"
    return answer
