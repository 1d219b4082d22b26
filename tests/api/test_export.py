"""The file of leads over the API."""

import csv
import io

import httpx

from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def test_a_viewer_exports_what_the_filters_find(tenant: Tenant, client: httpx.Client) -> None:
    """As a CSV file to be saved, with the same filters as the list."""
    for name in ("ada", "bob"):
        tenant.lead(client, f"{name}@acme.example")
    with tenant.client(tenant.token("viewer")) as viewer:
        answer = viewer.get("/api/leads/export", params={"search": "ada", "columns": ["email", "lead_id"]})
        whole = viewer.get("/api/leads/export")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="leads-')
    [row] = csv.DictReader(io.StringIO(answer.text))
    [listed] = client.get("/api/leads", params={"search": "ada"}).json()["leads"]
    assert row == {"email": "ada@acme.example", "lead_id": listed["lead_id"]}
    assert len(whole.text.splitlines()) == 3


def test_what_there_is_not_is_refused(client: httpx.Client) -> None:
    """Before the file begins."""
    refused(client.get("/api/leads/export", params={"columns": "shoe_size"}), 422, field="columns")
    refused(client.get("/api/leads/export", params={"level": "Boiling"}), 422, field="level")
    refused(client.get("/api/leads/export", params={"where": "title"}), 422, field="where")
