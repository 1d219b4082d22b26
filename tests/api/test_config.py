"""The configuration as one file through the API: taken out, compared, brought in, refused."""

from typing import Any

import httpx
import pytest

from kenbun.kit import yaml_text

J = dict[str, Any]
YAML = {"Content-Type": "application/yaml"}


def test_it_is_exported_as_yaml_and_as_json(client: httpx.Client) -> None:
    """The same document; and bringing it back changes nothing."""
    answer = client.get("/api/config", params={"format": "yaml"})
    assert answer.headers["content-type"].startswith("application/yaml")
    document = client.get("/api/config").json()
    assert yaml_text.read(answer.text) == document
    assert next(iter(document)) == "kenbun"
    assert "- {name: Hot, min: 50, max: 74, color: orange}\n" in answer.text
    for body in ({"content": answer.text, "headers": YAML}, {"json": document}):
        assert client.post("/api/config/import", **body).json() == {"changes": [], "drafts": []}


def test_what_differs_is_told_then_done(client: httpx.Client) -> None:
    """Comparing changes nothing; importing tells the same changes and makes them."""
    file = "conversions:\n  Won: {event_type: Deal Won}\n  Became a customer: {field: country, value: NO}\n"
    seen = client.post("/api/config/diff", content=file, headers=YAML).json()
    assert [(one["path"], one["kind"], one["after"]) for one in seen["changes"]] == [
        ("conversions.Became a customer.field", "changed", "country"),
        ("conversions.Became a customer.value", "changed", "NO"),
        ("conversions.Deal closed won", "removed", None),
        ("conversions.Won", "added", {"event_type": "Deal Won"}),
    ]
    assert "Won" not in client.get("/api/config").json()["conversions"]
    assert client.post("/api/config/import", content=file, headers=YAML).json()["changes"] == seen["changes"]
    assert set(client.get("/api/config").json()["conversions"]) == {"Won", "Became a customer"}
    assert client.get("/api/audit").json()["entries"][0]["action"] == "config.import"


@pytest.mark.parametrize(
    ("body", "headers", "status", "field"),
    [
        ("{", {}, 400, None),
        ('{"a":' * 20_000, {}, 400, None),
        ("NaN", {}, 400, None),
        ("a: [", YAML, 422, "body"),
        ("[]", {}, 422, "body"),
        ("levels: {engagement: 1}", YAML, 422, "levels"),
        ('{"conversions": {"a\\u0000": {"event_type": "x"}}}', {}, 422, "conversions.a\ufffd.name"),
        ("conversions: {a: {event_type: x, b: 1}}", YAML, 422, "conversions.a.b"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_path(
    client: httpx.Client, body: str, headers: dict[str, str], status: int, field: str | None
) -> None:
    """Malformed or wrong: in no case an error of ours, or a half of it done."""
    for path in ("/api/config/diff", "/api/config/import"):
        answer = client.post(path, content=body, headers=headers)
        assert answer.status_code == status, answer.text
        assert [one["field"] for one in answer.json()["errors"]] == ([field] if field else [])
