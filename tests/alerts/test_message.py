"""What receivers are promised of a message."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from kenbun.alerts.message import EXAMPLE, Message

_SCHEMA = Path(__file__).parents[2] / "docs" / "webhook.schema.json"


def test_the_documented_schema_is_the_one_that_holds() -> None:
    """Receivers check messages by it; write it anew with `Message.model_json_schema()` where this fails."""
    assert json.loads(_SCHEMA.read_text()) == Message.model_json_schema()


def test_it_is_about_one() -> None:
    """Either a lead or an account."""
    assert Message.model_validate(EXAMPLE).subject.name == "Ada Lovelace"
    for wrong in (EXAMPLE | {"lead": None}, EXAMPLE | {"account": EXAMPLE["lead"]}):
        with pytest.raises(ValidationError):
            Message.model_validate(wrong)
