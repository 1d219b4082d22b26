"""Whom an e-mail channel writes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kenbun.access.members import read_email
from kenbun.alerts.channels.kind import Kept
from kenbun.kit.errors import Invalid
from kenbun.kit.text import Storable
from kenbun.outgoing import Network

MOST = 20


class EmailConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    to: Annotated[list[Annotated[Storable, Field(max_length=320)]], Field(min_length=1, max_length=MOST)]


def read(given: dict[str, Any], _before: Kept | None, _allowed: Sequence[Network]) -> Kept:
    given_to = EmailConfig.model_validate(given).to
    addresses = [_address(text, f"to[{place}]") for place, text in enumerate(given_to)]
    return Kept({"to": list(dict.fromkeys(addresses))}, {})


def goes_to(kept: Kept) -> str:
    first, *others = kept.config["to"]
    return f"{first} and {len(others)} more" if others else str(first)


def _address(text: str, field: str) -> str:
    try:
        return read_email(text)
    except Invalid as problem:
        raise Invalid(problem.detail, field=field) from None
