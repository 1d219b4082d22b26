"""The description of the API leaves nothing for a reader to guess."""

from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest

from kenbun.access.shapes import NewSource, NewToken
from kenbun.events.rejected_api import Retry
from kenbun.scoring.fit.rules import FitDraft
from kenbun.scoring.rules import RuleDraft
from kenbun.scoring.shapes import NewRuleset
from tests.api.running import Tenant
from tests.api.test_schema import DOCUMENT

OPERATIONS = [
    (method, path, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
NAMES = [f"{method.upper()} {path}" for method, path, _ in OPERATIONS]
SCHEMAS = DOCUMENT["components"]["schemas"]

each_operation = pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=NAMES)


def test_it_is_where_it_is_said_to_be(acme: Tenant) -> None:
    """At /api/openapi.json, open to anyone, and it is the one tested here."""
    document = httpx.get(f"{acme.running.address}/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document == DOCUMENT


@each_operation
def test_each_operation_is_told_apart(method: str, path: str, operation: dict[str, Any]) -> None:
    """By a summary that no other has, and (under /api) a sentence about it."""
    summaries = [other["summary"] for _, _, other in OPERATIONS]
    assert summaries.count(operation["summary"]) == 1
    if path.startswith("/api/"):
        assert operation["description"].endswith(".")


@each_operation
def test_each_operation_says_what_it_answers(method: str, path: str, operation: dict[str, Any]) -> None:
    """A shape for each success that has a body; for each refusal a problem, with an example."""
    for status, response in operation["responses"].items():
        if status == "204":
            assert "content" not in response
        elif status.startswith("2"):
            content = response["content"]
            assert content.get("application/json", content.get("text/csv"))["schema"]
        elif path != "/health":
            content = response["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/ProblemDetails"}
            assert content["example"]["status"] == int(status)


@each_operation
def test_each_operation_says_how_it_refuses(method: str, path: str, operation: dict[str, Any]) -> None:
    """Whoever calls, 401 and 403; with an id in the path, 404; where bodies are unpacked, 415 and 429."""
    if path == "/health":
        return
    told = set(operation["responses"])
    assert {"400", "401", "403", "422", "503"} <= told
    if "{" in path:
        assert "404" in told
    if "requestBody" in operation:
        assert "413" in told
    if path == "/api/ingest" or path.startswith("/v1/"):
        assert {"415", "429"} <= told


@each_operation
def test_each_parameter_and_body_has_an_example(method: str, path: str, operation: dict[str, Any]) -> None:
    """Ids look like nothing that one could guess; a body is best read by an example."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            assert (
                parameter["schema"].get("examples") or parameter.get("example") or parameter.get("examples")
            )
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" not in content and content:
        assert list(_examples(content["application/json"]))


@each_operation
def test_examples_fit_their_schemas(method: str, path: str, operation: dict[str, Any]) -> None:
    """An example that is refused teaches a mistake."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    for example in _examples(body) if body else ():
        schema = body["schema"] | {"components": DOCUMENT["components"]}
        jsonschema_rs.validate(schema, example)


@pytest.mark.parametrize("model", [RuleDraft, FitDraft, NewRuleset, NewSource, NewToken, Retry])
def test_examples_are_taken(model: Any) -> None:
    """Not only by the schema: by the code behind it."""
    for example in SCHEMAS[model.__name__]["examples"]:
        model.model_validate(example)


def _examples(content: dict[str, Any]) -> Iterator[Any]:
    if "example" in content:
        yield content["example"]
    for example in content.get("examples", {}).values():
        yield example["value"]
    yield from content["schema"].get("examples", [])
    reference = content["schema"].get("$ref")
    if reference:
        yield from SCHEMAS[reference.rpartition("/")[2]].get("examples", [])
