"""The shape of a refusal, and how routes declare which ones they can give."""

from typing import Any

from pydantic import BaseModel


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
    schema = ProblemDetails.model_json_schema()
    schema["properties"]["errors"]["items"] = schema.pop("$defs")["FieldError"]
    return {
        "description": meaning,
        "content": {"application/problem+json": {"schema": schema, "example": example}},
    }
