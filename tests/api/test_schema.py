"""The whole API by its own description: whatever that allows or forbids is answered as it says."""

import json
import os
from types import SimpleNamespace
from typing import Any, cast

import hypothesis
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    negative_data_rejection,
    positive_data_acceptance,
)

from kenbun.app import create_app
from kenbun.services import Services
from tests.api.running import Tenant

EXAMPLES = 300 if os.environ.get("KENBUN_DEEP") == "1" else 10


def _document() -> dict[str, Any]:
    nothing = SimpleNamespace(database=None, clock=None, settings=None, worker=SimpleNamespace(wake=None))
    return create_app(cast("Services", nothing)).openapi()


def _config() -> SchemathesisConfig:
    config = SchemathesisConfig(seed=1)
    config.cache.enabled = False
    checks = config.projects.default.checks
    checks.negative_data_rejection.expected_statuses += ["413"]
    return config


FILTER = {"kind": "attribute", "event_type": "Never Seen"}
DOCUMENT = _document()
DECAY = {"name": "Quiet", "points": -5, "every_days": 14}

schema = schemathesis.openapi.from_dict(DOCUMENT, config=_config())


@pytest.fixture(scope="module")
def token(acme: Tenant) -> str:
    return acme.token("admin")


@pytest.fixture(scope="module")
def there(acme: Tenant, token: str) -> dict[str, str]:
    """The ids of what is there, for the parameters of paths."""
    with acme.client(token) as client:
        ruleset = client.get("/api/rulesets").json()["rulesets"][0]
        lead_id = acme.lead(client, "ada@acme.example")
        return {
            "lead_id": lead_id,
            "account_id": client.get(f"/api/lead/{lead_id}").json()["account"]["account_id"],
            "conversion_id": client.get("/api/conversions").json()["conversions"][0]["id"],
            "dimension": "engagement",
            "version": "1",
            "filter_id": client.post("/api/filters", json=FILTER).json()["id"],
            "decay_id": client.post("/api/decays", json=DECAY).json()["id"],
            "mapping_id": client.get("/api/mappings").json()["mappings"][0]["id"],
            "ruleset_id": ruleset["id"],
            "rule_id": ruleset["rules"][0]["rule_id"],
        }


@schema.parametrize()
@hypothesis.settings(max_examples=EXAMPLES)
def test_every_operation_answers_as_described(
    case: schemathesis.Case, acme: Tenant, token: str, there: dict[str, str]
) -> None:
    """No 5xx; statuses, content types and bodies as documented; what the schema forbids is refused."""
    credential = acme.write_key if case.path.startswith("/v1/") else token
    if case.method != "DELETE":
        # Where there is nothing, little can go wrong.
        case.path_parameters.update(
            {name: there[name] for name in there.keys() & case.path_parameters.keys()}
        )
    case.call_and_validate(
        base_url=acme.running.address,
        headers={"Authorization": f"Bearer {credential}"},
        excluded_checks=_beyond_the_schema(case),
    )


def _beyond_the_schema(case: schemathesis.Case) -> list[Any]:
    """The checks that would take for a fault what OpenAPI has no words for."""
    left_out: list[Any] = []
    if case.path.startswith("/v1/") or (case.path == "/api/ingest" and isinstance(case.body, list)):
        # One wrong event of several is no reason to refuse the request; nor is any to refuse an SDK's.
        left_out.append(negative_data_rejection)
    if case.operation.label in _VALUES_THAT_MAY_NOT_DO or _is_too_deep(case.query) or _holds_nul(case):
        left_out.append(positive_data_acceptance)
    if any(part in case.path for part in _TWO_ROUTES):
        # `retry` is no id, but DELETE takes any text there for one; nor is `import`.
        left_out.append(allow_header_conformance)
    return left_out


# A path may be two routes'.
_TWO_ROUTES = (
    "/api/conversions/",
    "/api/events/rejected/",
    "/api/mappings/",
    "/versions/",
    "/rules/test",
    "/api/filters/",
    "/api/decays/",
    "/api/lead/",
    "/api/accounts/",
    "/api/segments/",
    "/api/triggers/",
    "/api/deliveries/",
)

_VALUES_THAT_MAY_NOT_DO = {
    "POST /api/ingest": "an e-mail address, a telephone number, a time far ahead",
    "POST /api/events/rejected/retry": "both of ids and all, or neither",
    "GET /api/leads": "a level by any name",
    "GET /api/accounts": "the same",
    "GET /api/accounts/unresolved-leads": "a reason that is none",
    "POST /api/accounts/unresolved-leads": "an account, a name or a domain that goes with another act",
    "POST /api/accounts/{account_id}/aliases": "what is no domain, and no name",
    "GET /api/events": "a day that is none, a last day before the first",
    "GET /api/events/days": "the same",
    "GET /api/sessions": "the same",
    "DELETE /api/events": "the same; filters that no event fits, or none at all",
    "GET /api/accounts/{account_id}/leads": "an order that is none",
    "GET /api/accounts/{account_id}/timeline": "a place that is none",
    "PUT /api/committee-roles": "a name that is blank or there twice, an id that is none, conditions on unknown fields",
    "POST /api/committee-roles/preview": "the same",
    "POST /api/accounts/{account_id}/buying-committee": "a role that is none",
    "PATCH /api/accounts/{account_id}/buying-committee/{lead_id}": "the same",
    "PATCH /api/surge-settings": "an end above the start",
    "POST /api/surge-settings/preview": "the same",
    "POST /api/segments": "a name that is blank or taken, conditions on what is not there",
    "PATCH /api/segments/{segment_id}": "the same",
    "POST /api/segments/{segment_id}/copy": "the same",
    "POST /api/segments/preview": "the same",
    "POST /api/segments/{segment_id}/members/add": "ids of the other kind, or of nothing",
    "POST /api/segments/{segment_id}/members/remove": "the same",
    "POST /api/segments/{segment_id}/members/keep_out": "the same",
    "POST /api/segments/{segment_id}/members/release": "the same",
    "POST /api/triggers": "fields of another kind, levels, segments, channels and members that are not there",
    "PATCH /api/triggers/{trigger_id}": "the same",
    "POST /api/triggers/simulate": "the same",
    "POST /api/triggers/firings/release": "a trigger or firings that are not there; nothing that says which",
    "POST /api/triggers/firings/discard": "the same",
    "POST /api/channels": "a name that is blank or taken, a config of another kind, an address that is none",
    "PATCH /api/channels/{channel_id}": "the same",
    "POST /api/channels/{channel_id}/key": "a channel of another kind",
    "GET /api/deliveries": "ids of other things, a time at the end of the calendar",
    "POST /api/deliveries/replay": "the same; nothing that says which",
    "POST /api/rulesets": "a name that is blank or taken",
    "PATCH /api/rulesets/{ruleset_id}": "the same",
    "POST /api/rulesets/{ruleset_id}/copy": "the same",
    "PUT /api/levels/{dimension}": "ranges that overlap, two of one name",
    "POST /api/levels/{dimension}/preview": "the same",
    "POST /api/mappings": "a field that is not there, a mapping that is there already",
    "PUT /api/mappings/{mapping_id}": "the same",
    "POST /api/filters": "what belongs to the other kind, conditions on unknown fields",
    "PATCH /api/filters/{filter_id}": "the same",
    "POST /api/filters/simulate": "the same",
    "POST /api/decays": "a name that is blank",
    "PATCH /api/decays/{decay_id}": "the same",
    "POST /api/decays/preview": "the same",
    "POST /api/conversions": "both of event type and field, or neither; a name that is taken",
    "POST /api/conversions/preview": "the same",
    "PUT /api/conversions/{conversion_id}": "the same",
    "GET /api/score/history": "both of lead and account, or neither; an end before the start",
    "GET /api/lead/by-alias": "what is no address",
    "GET /api/lead/{lead_id}/score/change": "an end before the start",
    "POST /api/leads/{lead_id}/share-explain": "a time to come",
    "POST /api/fields": "a name that is taken",
    "PATCH /api/lead/{lead_id}/metadata": "a field that is not there, a value that does not fit",
    "PATCH /api/accounts/{account_id}/metadata": "the same",
    "POST /api/rulesets/{ruleset_id}/rules": "a name that is blank, conditions on unknown fields",
    "PUT /api/rulesets/{ruleset_id}/rules/{rule_id}": "the same",
    "POST /api/rulesets/{ruleset_id}/preview": "the same",
    "POST /api/rulesets/{ruleset_id}/rules/test": "the same",
    "POST /api/leads/{lead_id}/owner": "a member who is not there",
    "POST /api/leads/bulk-assign-owner": "the same, or what is the id of no lead",
    "POST /api/leads/{lead_id}/watch": "a level by any name, a prediction of several lines",
    "GET /api/leads/export": "a column that is none",
    "POST /api/leads/views": "a name that is blank or taken",
    "POST /api/accounts/views": "the same",
    "GET /api/accounts/export": "a column that is none",
    "GET /api/accounts/by-domain": "what is no domain",
    "GET /api/accounts/fuzzy": "a blank name",
    "POST /api/accounts": "nothing to know it by, what is no domain, a field that there is not",
    "POST /api/accounts/archive": "what is the id of no account",
    "POST /api/accounts/unarchive": "the same",
    "POST /api/accounts/bulk": "nothing selected",
    "POST /api/import": "a file without rows",
    "POST /api/lead/import": "the same",
    "POST /api/lead/import/preview": "the same",
    "PATCH /api/settings": "a time zone that is none, a name that is blank",
    "POST /api/settings/preview": "the same",
    "POST /api/config/diff": "sections that are not there",
    "POST /api/config/import": "the same",
    "POST /api/sources": "an origin",
    "PATCH /api/sources/{source_id}": "the same, a name that is blank",
    "GET /api/audit": "a day that is none",
    "GET /api/audit/export": "the same",
    "POST /api/invitations": "what is no address",
    "DELETE /api/members/{user_id}": "a member who is not there",
    "PATCH /api/me": "a name that is blank",
    "POST /api/me/password": "a wrong one",
    "POST /api/tokens": "a time in the past",
}


def _holds_nul(case: schemathesis.Case) -> bool:
    """No text of ours may, which would have to be said of each."""
    return "\\u0000" in json.dumps([case.query, case.path_parameters, case.body], default=str)


def _is_too_deep(query: Any) -> bool:
    """Lists go 10,000 rows deep: page times limit."""
    try:
        return (int(query.get("page", 1)) - 1) * int(query.get("limit", 25)) >= 10_000
    except (AttributeError, TypeError, ValueError):
        return False
