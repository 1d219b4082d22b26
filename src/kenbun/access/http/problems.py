"""Every refusal as problem+json (RFC 9457), with the path of the faulty field; a visit gets a page."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from kenbun.access.http.callers import SignInFirst
from kenbun.access.http.details import FieldError, ProblemDetails
from kenbun.database import Away
from kenbun.kit.errors import Problem, TooMany, Unavailable
from kenbun.kit.text import printable
from kenbun.web.render import page

_MOST_ERRORS = 100
_WORDS = {
    400: "The body cannot be read: it is malformed, or nested too deep.",
    404: "There is nothing at this address.",
    413: "The body is too large for this address.",
}


def install(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SignInFirst, _sign_in)
    for kind in Away:
        app.add_exception_handler(kind, _away)
    app.add_exception_handler(Exception, _unforeseen)


def answer(request: Request, problem: Problem) -> Response:
    headers = {}
    if isinstance(problem, TooMany):
        headers["Retry-After"] = str(problem.retry_after)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    errors = [_error(problem.field, problem.detail)] if problem.field else []
    return _answer(request, problem.status, problem.title, problem.detail, errors=errors, headers=headers)


def _problem(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, Problem)
    return answer(request, exc)


def _invalid(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    found = exc.errors()
    if found and found[0]["type"] == "json_invalid":
        detail = f"The body is not JSON: {found[0]['ctx']['error']} at character {found[0]['loc'][-1]}."
        return _answer(request, 400, "Malformed JSON", detail, errors=[_error("body", detail)])
    errors = [_error(_path(one["loc"]), _words(one)) for one in found[:_MOST_ERRORS]]
    if errors and errors[0].field == "body" and "json" not in request.headers.get("content-type", ""):
        errors[0].message += " (sent with `Content-Type: application/json`)"
    detail = (
        f"{errors[0].field}: {errors[0].message}" if len(errors) == 1 else f"{len(found)} values are wrong."
    )
    return _answer(request, 422, "Invalid value", detail, errors=errors)


def _http(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    headers = dict(exc.headers or {})
    title = HTTPStatus(exc.status_code).phrase
    detail = _WORDS.get(exc.status_code, str(exc.detail))
    if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed(request)
        detail = f"This address does not take {request.method}; it takes {headers['Allow']}."
    return _answer(request, exc.status_code, title, detail, headers=headers)


def _away(request: Request, exc: Exception) -> Response:
    detail = "The database is away or too busy for a moment. Nothing was changed: try again."
    return answer(request, Unavailable(detail, retry_after=2))


def _unforeseen(request: Request, exc: Exception) -> Response:
    return _answer(
        request, 500, "Internal error", "Something went wrong here; it is not your request's fault."
    )


def _sign_in(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, SignInFirst)
    target = f"/sign-in?next={exc.path}" if exc.path else "/sign-in"
    if "hx-request" not in request.headers:
        return RedirectResponse(target, status_code=303)
    return _answer(request, 401, "Not signed in", "Sign in to go on.", headers={"HX-Redirect": target})


def _answer(
    request: Request,
    status: int,
    title: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    title, detail = printable(title), printable(detail, 1000)
    if _is_visit(request):
        shown: Response = page(request, "access/problem.html", status=status, title=title, detail=detail)
        shown.headers.update(headers or {})
        return shown
    details = ProblemDetails(
        type=f"urn:kenbun:problem:{title.lower().replace(' ', '-')}",
        title=title,
        status=status,
        detail=detail,
        errors=list(errors),
    )
    return JSONResponse(
        details.model_dump(), status, dict(headers or {}), media_type="application/problem+json"
    )


def _is_visit(request: Request) -> bool:
    """Whether a person asks for a whole page, rather than a program or a script of ours."""
    return (
        not request.url.path.startswith(("/api/", "/v1/"))
        and "hx-request" not in request.headers
        and "text/html" in request.headers.get("accept", "")
    )


def _allowed(request: Request) -> str:
    """Of all routes at this path: the framework names those of the first alone."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if compile_path(route.path or "")[0].match(request.url.path):
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


def _words(error: dict[str, Any]) -> str:
    """Our own validators' words without what pydantic puts before them. Of a text that one of them has looked at it
    says how many items it may have."""
    own = str(error["msg"]).removeprefix("Value error, ")
    if isinstance(error.get("input"), str) and error["type"] in ("too_long", "too_short"):
        own = own.replace("items after validation", "characters").replace(
            "item after validation", "character"
        )
    return own[:1].upper() + own[1:]


def _error(field: str, message: str) -> FieldError:
    return FieldError(field=printable(field), message=printable(message, 1000))


def _path(location: Sequence[Any]) -> str:
    """`rules[2].points` from `("body", "rules", 2, "points")`."""
    inner = (
        location[1:]
        if location and location[0] in ("body", "query", "path", "header", "cookie")
        else location
    )
    path = ""
    for part in inner:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "body"
