"""Saved views over the API."""

import httpx

from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def test_a_view_is_saved_listed_and_removed(tenant: Tenant, client: httpx.Client) -> None:
    """What is no filter is left out; the query leads to the list that was meant; everyone sees it."""
    new = {"name": "  Hot this week ", "query": "?sort=name&level=Hot&page=3&last_active=7d"}
    made = client.post("/api/leads/views", json=new)
    assert made.status_code == 201
    view = made.json()
    assert (view["name"], view["query"]) == ("Hot this week", "level=Hot&last_active=7d&sort=name")
    with tenant.client(tenant.token("viewer")) as viewer:
        assert viewer.get("/api/leads/views").json() == {"views": [view]}
        assert viewer.get(f"/api/leads?{view['query']}").status_code == 200
        refused(viewer.post("/api/leads/views", json=new), 403)
        refused(viewer.delete(f"/api/leads/views/{view['view_id']}"), 403)
    assert client.delete(f"/api/leads/views/{view['view_id']}").status_code == 204
    assert client.get("/api/leads/views").json() == {"views": []}
    refused(client.delete(f"/api/leads/views/{view['view_id']}"), 404, field="view_id")


def test_names_are_taken_once_and_filters_must_mean_something(client: httpx.Client) -> None:
    """A view that could not be opened is not saved."""
    assert client.post("/api/leads/views", json={"name": "All", "query": ""}).status_code == 201
    refused(client.post("/api/leads/views", json={"name": "All", "query": "level=Hot"}), 409, field="name")
    refused(client.post("/api/leads/views", json={"name": " ", "query": ""}), 422, field="name")
    refused(client.post("/api/leads/views", json={"name": "A", "query": "level=Boiling"}), 422, field="level")
    refused(client.post("/api/leads/views", json={"name": "A", "query": "sort=colour"}), 422, field="sort")


def test_what_was_done_is_in_the_audit_log(client: httpx.Client) -> None:
    """With the query, before and after."""
    view = client.post("/api/leads/views", json={"name": "Hot", "query": "level=Hot"}).json()
    client.delete(f"/api/leads/views/{view['view_id']}")
    removed, added = client.get("/api/audit", params={"limit": 2}).json()["entries"]
    assert (added["action"], added["after"]["query"]) == ("view.add", "level=Hot")
    assert (removed["action"], removed["before"]["name"]) == ("view.remove", "Hot")
