"""What `POST /api/ingest` takes and answers, as OpenAPI tells it. What holds is in read.py."""

from typing import Any

from pydantic import BaseModel, Field

from kenbun.events.accept.aliases import KINDS, MAX_LENGTH
from kenbun.events.accept.ingest.read import MAX_ALIASES
from kenbun.events.accept.texts import MAX_TEXT, MAX_TYPE


class TakenError(BaseModel):
    index: int = Field(description="The event's place in the array, from 0.")
    message: str
    field: str | None = Field(description="The path of the part at fault.")


class Taken(BaseModel):
    accepted: int = Field(examples=[99])
    duplicates: int = Field(description="Had a message_id that came before.", examples=[0])
    rejected: int = Field(examples=[1])
    errors: list[TakenError] = Field(
        examples=[[{"index": 7, "message": "Not an e-mail address.", "field": "aliases[0].raw_value"}]]
    )


def _text(description: str, limit: int = MAX_TEXT) -> dict[str, Any]:
    return {"type": "string", "maxLength": limit, "description": description}


_KIND = {"type": "string", "enum": list(KINDS)}

_EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["event_type"],
    "description": "Fields not named here are kept in the metadata.",
    "anyOf": [{"required": ["lead_id"]}, {"required": ["aliases"]}, {"required": ["alias_kind", "alias"]}],
    "properties": {
        "event_type": _text("What happened.", MAX_TYPE) | {"minLength": 1},
        "lead_id": {"type": "string", "pattern": "^ld_[0-9a-f]{32}$"},
        "aliases": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_ALIASES,
            "items": {
                "type": "object",
                "required": ["alias_kind", "raw_value"],
                "properties": {"alias_kind": _KIND, "raw_value": _text("", MAX_LENGTH) | {"minLength": 1}},
            },
        },
        "alias_kind": _KIND | {"description": "With `alias`: the short form of `aliases`."},
        "alias": _text("The one alias.", MAX_LENGTH) | {"minLength": 1},
        "timestamp": {
            "type": "string",
            "format": "date-time",
            "description": "From the year 2000 on, at most an hour ahead. Default: the time of receipt.",
        },
        "metadata": {"type": "object", "description": "At most 100 KB."},
        "account_id": _text("Your id of the person's company."),
        "account_name": _text("The name of the person's company; also `company_name`."),
        "message_id": _text("Makes sending again harmless: one id is taken in once, ever."),
    },
}

_EXAMPLE = {
    "event_type": "Page View",
    "aliases": [{"alias_kind": "email", "raw_value": "ada@example.com"}],
    "timestamp": "2026-01-31T09:30:00Z",
    "metadata": {"url": "https://www.example.com/pricing", "utm_campaign": "spring"},
    "message_id": "b1946ac9-2492-4d23-8f6a-0c9e5e9f3a10",
}

REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "description": "One event or at most 1,000; at most 10 MB unpacked; gzip and deflate are understood.",
    "content": {
        "application/json": {
            "schema": {"oneOf": [_EVENT, {"type": "array", "maxItems": 1_000, "items": _EVENT}]},
            "examples": {"one": {"value": _EXAMPLE}, "several": {"value": [_EXAMPLE]}},
        }
    },
}
