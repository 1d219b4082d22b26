"""Mappings, fields and their values over the API."""

import time

import httpx
import pytest

from tests.api.running import Running, Tenant
from tests.api.test_bad_bodies import refused

TOWN = {"source": {"kind": "metadata", "key": "town"}, "target": {"kind": "lead", "field": "city"}}


@pytest.fixture
def acme(server: Running) -> Tenant:
    return server.workspace("Acme")


@pytest.fixture
def admin(acme: Tenant):
    with acme.client(acme.token("admin")) as client:
        yield client


def ada(acme: Tenant, client: httpx.Client, **metadata: object) -> str:
    """The id of a lead who has done something just now."""
    who = {"alias_kind": "email", "alias": "ada@acme.com"}
    acme.take_in({"event_type": "Page View", **who, "metadata": metadata})
    return str(client.get("/api/leads", params={"search": "ada@acme.com"}).json()["leads"][0]["lead_id"])


def fields_of(client: httpx.Client, lead: str) -> dict[str, object]:
    fields = client.get(f"/api/lead/{lead}").json()["fields"]
    return {one["field"]: one["value"] for one in fields}


def test_a_mapping_from_its_making_to_its_end(acme: Tenant, admin: httpx.Client) -> None:
    """Made, tried, applied to what is stored, changed, moved to the front, removed."""
    lead = ada(acme, admin, town="Rome", district="Trastevere")
    standard = admin.get("/api/mappings").json()["mappings"]
    made = admin.post("/api/mappings", json=TOWN)
    assert made.status_code == 201
    mapping = made.json()
    assert mapping["position"] == len(standard) + 1
    assert (mapping["update"], mapping["source"]["event_type"], mapping["misfits"]) == (
        "always_latest",
        None,
        None,
    )
    place = f"/api/mappings/{mapping['id']}"
    refused(admin.get(f"{place}/apply"), 404, field="mapping_id")
    seen = admin.post(f"{place}/preview").json()
    assert seen == {
        "leads": 1,
        "accounts": 0,
        "misfits": 0,
        "examples": [{"id": lead, "before": None, "after": "Rome"}],
    }
    job = admin.post(f"{place}/apply")
    assert job.status_code == 202
    deadline = time.monotonic() + 20
    while (now := admin.get(f"{place}/apply").json())["state"] != "done":
        assert now["state"] != "failed"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (now["job_id"], now["changed"], now["done"], now["total"]) == (job.json()["job_id"], 1, 1, 1)
    assert fields_of(admin, lead)["city"] == "Rome"
    changed = TOWN | {"update": "only_if_empty", "position": 1}
    assert admin.put(place, json=changed).json()["position"] == 1
    listed = admin.get("/api/mappings").json()["mappings"]
    assert (listed[0]["id"], listed[0]["update"]) == (mapping["id"], "only_if_empty")
    assert [one["position"] for one in listed] == list(range(1, len(standard) + 2))
    assert admin.delete(place).status_code == 204
    assert admin.get("/api/mappings").json()["mappings"] == standard
    refused(admin.put(place, json=TOWN), 404, field=None)


def test_custom_fields_and_what_does_not_fit_them(acme: Tenant, admin: httpx.Client) -> None:
    """A field of a type; a mapping to it; a value that is no date; and the field cannot go while it is used."""
    made = admin.post("/api/fields", json={"target": "lead", "name": "renews_on", "type": "date"})
    assert made.status_code == 201
    field = made.json()
    assert (field["label"], field["standard"]) == ("Renews on", False)
    mapping = {
        "source": {"kind": "metadata", "key": "renewal", "event_type": "Page View"},
        "target": {"kind": "lead", "field": "renews_on"},
    }
    known = admin.post("/api/mappings", json=mapping).json()
    lead = ada(acme, admin, renewal="next <b>spring</b>")
    assert "renews_on" not in fields_of(admin, lead)
    [listed] = [one for one in admin.get("/api/mappings").json()["mappings"] if one["id"] == known["id"]]
    assert (listed["misfits"]["count"], listed["misfits"]["sample"]) == (1, '"next <b>spring</b>"')
    ada(acme, admin, renewal="2026-12-01")
    assert fields_of(admin, lead)["renews_on"] == "2026-12-01"
    place = f"/api/fields/{field['id']}"
    refused(admin.delete(place), 409, field=None)
    refused(admin.post("/api/fields", json={"target": "lead", "name": "renews_on"}), 409, field="name")
    refused(admin.post("/api/fields", json={"target": "lead", "name": "Not a name"}), 422, field="name")
    assert admin.delete(f"/api/mappings/{known['id']}").status_code == 204
    assert admin.delete(place).status_code == 204
    refused(admin.delete(place), 404, field=None)
    deadline = time.monotonic() + 20
    while "renews_on" in fields_of(admin, lead):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    names = {one["name"] for one in admin.get("/api/fields").json()["fields"]}
    assert "renews_on" not in names
    assert {"title", "revenue"} <= names


def test_what_comes_in_is_listed(acme: Tenant, admin: httpx.Client) -> None:
    """Every key by event type, dots leading into objects, with values and how many events carry it."""
    ada(acme, admin, plan="Pro", utm={"source": "ad", "medium": None}, tags=["a"], nothing=None)
    ada(acme, admin, plan="Free")
    found = admin.get("/api/mappings/incoming", params={"event_type": "page_view"}).json()["event_types"]
    assert [(one["event_type"], one["events"]) for one in found] == [("Page View", 2)]
    assert [(key["key"], key["events"], key["exact"], key["samples"]) for key in found[0]["keys"]] == [
        ("plan", 2, True, ["Free", "Pro"]),
        ("tags", 1, True, ['["a"]']),
        ("utm.source", 1, True, ["ad"]),
    ]


def test_fields_are_set_and_released(acme: Tenant, admin: httpx.Client) -> None:
    """Like an event, or by hand; scores follow; what is wrong is named and nothing is set."""
    lead = ada(acme, admin)
    place = f"/api/lead/{lead}/metadata"
    before = admin.get(f"/api/lead/{lead}").json()["profile_score"]
    sent = {"fields": {"seniority": "VP", "country": "Germany"}}
    answer = admin.patch(place, json=sent)
    assert answer.json()["fields"] == {"email": "ada@acme.com", **sent["fields"]}
    assert admin.get(f"/api/lead/{lead}").json()["profile_score"] > before
    admin.patch(place, json={"fields": {"seniority": "Intern"}, "by_hand": True})
    assert admin.patch(place, json=sent).json()["fields"]["seniority"] == "Intern"
    released = admin.patch(place, json={"fields": {"seniority": None}, "by_hand": True}).json()
    assert released["fields"]["seniority"] == "VP"
    account = admin.get(f"/api/lead/{lead}").json()["account"]["account_id"]
    answer = admin.patch(f"/api/accounts/{account}/metadata", json={"fields": {"employees": "250"}})
    assert answer.json() == {"fields": {"employees": 250}}
    refused(admin.patch(place, json={"fields": {"shoe_size": 43}}), 422, field="fields.shoe_size")
    refused(admin.patch(place, json={"fields": {"city": True}}), 422, field="fields.city")
    refused(admin.patch(place, json={"fields": {}}), 422, field="fields")
    refused(admin.patch(f"/api/lead/{account}/metadata", json=sent), 404, field="lead_id")
    with acme.client(acme.token("viewer")) as viewer:
        refused(viewer.patch(place, json=sent), 403)


def test_a_field_tells_where_its_values_came_from(acme: Tenant, admin: httpx.Client) -> None:
    """What it shows and by whom, what calls say all the same, and all that it has shown, the latest first."""
    lead = ada(acme, admin, city="Rome")
    place, edit = f"/api/lead/{lead}/fields/city", f"/api/lead/{lead}/metadata"
    first = admin.get(place).json()
    assert (first["label"], first["type"], first["set_by"]) == ("City", "text", None)
    assert (first["shown"]["value"], first["shown"]["origin"]) == ("Rome", "metadata.city")
    assert first["said"] == first["shown"]
    admin.patch(edit, json={"fields": {"city": "Turin"}, "by_hand": True})
    ada(acme, admin, city="Milan")
    with acme.client(acme.token("viewer")) as viewer:
        second = viewer.get(place).json()
    assert (second["shown"]["value"], second["shown"]["origin"]) == ("Turin", "hand")
    assert second["set_by"].startswith("admin")
    assert second["said"]["value"] == "Milan"
    admin.patch(edit, json={"fields": {"city": None}, "by_hand": True})
    last = admin.get(place).json()
    assert (last["shown"]["value"], last["set_by"]) == ("Milan", None)
    assert [(one["value"], one["origin"]) for one in last["history"]] == [
        ("Milan", "metadata.city"),
        ("Turin", "hand"),
        ("Rome", "metadata.city"),
    ]
    assert admin.get(f"/api/lead/{lead}/fields/title").json()["shown"] is None
    refused(admin.get(f"/api/lead/{lead}/fields/shoe_size"), 404, field="field")
    refused(admin.get("/api/lead/ld_nobody/fields/city"), 404, field="lead_id")


def test_mappings_that_are_wrong_are_refused(admin: httpx.Client) -> None:
    """With the part that is wrong."""
    for change, field in (
        ({"target": {"kind": "lead", "field": "shoe_size"}}, "target.field"),
        ({"target": {"kind": "deal", "field": "city"}}, "target.kind"),
        ({"source": {"kind": "metadata", "key": "\u0000"}}, "source.key"),
        ({"source": {"kind": "metadata", "key": " "}}, "source.key"),
        ({"source": {"kind": "lead_field", "key": "city"}}, "target.field"),
        ({"update": "sometimes"}, "update"),
        ({"position": 0}, "position"),
        ({"colour": "red"}, "colour"),
    ):
        refused(admin.post("/api/mappings", json=TOWN | change), 422, field=field)
    same = {"source": {"kind": "metadata", "key": "city"}, "target": {"kind": "lead", "field": "city"}}
    refused(admin.post("/api/mappings", json=same), 409)


def test_rules_can_look_at_custom_fields(acme: Tenant, admin: httpx.Client) -> None:
    """By their declared type; a field that a mapping fills backwards moves the scores in the same go."""
    lead = ada(acme, admin, seats=40)
    admin.post("/api/fields", json={"target": "lead", "name": "seats", "type": "number"})
    [ruleset] = admin.get("/api/rulesets", params={"dimension": "profile"}).json()["rulesets"]
    place = f"/api/rulesets/{ruleset['id']}"
    rule = {"name": "Many seats", "field": "seats", "operator": "gte", "value": 20, "points": 77}
    refused(admin.post(f"{place}/rules", json=rule | {"field": "chairs"}), 422, field="field")
    assert admin.post(f"{place}/rules", json=rule).status_code == 201
    assert admin.post(f"{place}/publish?wait=true").json()["state"] == "in_force"
    before = admin.get(f"/api/lead/{lead}").json()["profile_score"]
    seats = {"source": {"kind": "metadata", "key": "seats"}, "target": {"kind": "lead", "field": "seats"}}
    mapping = admin.post("/api/mappings", json=seats).json()["id"]
    admin.post(f"/api/mappings/{mapping}/apply")
    deadline = time.monotonic() + 20
    while admin.get(f"/api/mappings/{mapping}/apply").json()["state"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert admin.get(f"/api/lead/{lead}").json()["profile_score"] == before + 77
