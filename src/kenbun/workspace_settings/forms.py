"""The form of settings: texts as typed, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import ValidationError

from kenbun.workspace_settings.settings import Settings, SettingsPatch

_NUMBERS = ("session_timeout_minutes", "history_days")
FIELDS = ("name", "time_zone", *_NUMBERS, "negative_scores")


@dataclass(frozen=True, slots=True)
class Checked:
    """The change where all is well, else errors by field."""

    patch: SettingsPatch | None
    errors: dict[str, str] = field(default_factory=dict)


def filled(settings: Settings) -> dict[str, str]:
    values = asdict(settings)
    return {name: str(values[name]) for name in FIELDS} | {
        "negative_scores": "on" if settings.negative_scores else ""
    }


def typed(sent: Mapping[str, Any]) -> dict[str, str]:
    """A box that is not ticked is not sent."""
    return {name: str(sent.get(name, "")) for name in FIELDS}


def read(row: Mapping[str, str]) -> Checked:
    values: dict[str, Any] = dict(row) | {"negative_scores": row["negative_scores"] == "on"}
    values |= {name: _number(row[name]) for name in _NUMBERS}
    try:
        return Checked(SettingsPatch.model_validate(values))
    except ValidationError as error:
        return Checked(None, {str(one["loc"][0]): _sentence(one["msg"]) for one in error.errors()})


def _number(text: str) -> int | str:
    """What is no whole number stays a text, for the check to refuse."""
    try:
        return int(text.strip())
    except ValueError:
        return text


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{text[0].upper()}{text[1:]}."
