"""The shape of a refusal, and how routes declare which ones they can give."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

_REFERENCE = "#/components/schemas/ProblemDetails"


class FieldError(BaseModel):
    field: str
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457. `errors` names each faulty part of the request by its path."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]


_WHEN = {
    400: ("Malformed JSON", "The body or the URL cannot be read."),
    401: ("Not signed in", "No token and no session, or one that holds no more."),
    403: ("Not allowed", "The member's role does not allow this, or it comes from another site."),
    404: ("Not found", "No such thing in this workspace."),
    409: ("Conflict", "It stands against what is there."),
    413: ("Too large", "The body is too large."),
    415: ("Unsupported media type", "The body is of a kind that cannot be read here."),
    422: ("Invalid value", "A value is wrong; `errors` names it by its path."),
    429: ("Too many requests", "Come back after the seconds of the header Retry-After."),
    503: ("Away for a moment", "Nothing was done; come back after the seconds of the header Retry-After."),
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: the named ones, and those that any route can give."""
    return {status: _response(status) for status in sorted({400, 401, 403, 413, 422, 503, *statuses})}


def _response(status: int) -> dict[str, Any]:
    title, meaning = _WHEN[status]
    example = {
        "type": f"urn:kenbun:problem:{title.lower().replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": meaning,
        "errors": [],
    }
    return {
        "description": meaning,
        "content": {"application/problem+json": {"schema": {"$ref": _REFERENCE}, "example": example}},
    }


def describe_problems(app: FastAPI) -> None:
    """Put the shape of a problem into the OpenAPI document, where the routes' refusals refer to it."""
    plain = app.openapi

    def with_problems() -> dict[str, Any]:
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "ProblemDetails" not in schemas:
            schemas |= _schemas()
        return document

    app.openapi = with_problems  # type: ignore[method-assign]


def _schemas() -> dict[str, Any]:
    schema: dict[str, Any] = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = schema.pop("$defs")
    return parts | {"ProblemDetails": schema}
