"""The form of the numbers: texts as typed, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from kenbun.kit.errors import Problem
from kenbun.surge.settings import NAMES, Numbers, NumbersPatch


@dataclass(frozen=True, slots=True)
class Checked:
    """The change where all is well, else errors by field."""

    patch: NumbersPatch | None
    errors: dict[str, str] = field(default_factory=dict)


def filled(numbers: Numbers) -> dict[str, str]:
    return {name: str(value) for name, value in numbers.document().items()}


def typed(sent: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(sent.get(name, "")) for name in NAMES}


def read(row: Mapping[str, str], before: Numbers) -> Checked:
    try:
        patch = NumbersPatch.model_validate({name: _number(row[name]) for name in NAMES})
        before.with_changes(patch)
    except ValidationError as error:
        return Checked(None, {str(one["loc"][0]): _sentence(one["msg"]) for one in error.errors()})
    except Problem as problem:
        return Checked(None, {problem.field or "": problem.detail})
    return Checked(patch)


def _number(text: str) -> int | float | str:
    """What is no number stays a text, for the check to refuse."""
    plain = text.strip()
    for kind in (int, float):
        try:
            return kind(plain)
        except ValueError:
            pass
    return plain


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return f"{text[0].upper()}{text[1:]}."
