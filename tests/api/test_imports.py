"""Reading leads in over the API: sent, looked at, taken in, taken back."""

import csv
import io
import time
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def send(
    client: httpx.Client, content: str | bytes, path: str = "/api/lead/import/preview"
) -> httpx.Response:
    return client.post(path, files={"file": ("leads.csv", content)})


def done(client: httpx.Client, job_id: str) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        job: dict[str, Any] = client.get(f"/api/lead/import/jobs/{job_id}").json()
        if job["state"] not in ("running", "undoing"):
            return job
        time.sleep(0.05)
    raise AssertionError("the import does not end")


def test_a_file_is_looked_at_taken_in_and_taken_back(tenant: Tenant, client: httpx.Client) -> None:
    """As an editor does it; a viewer may look on."""
    tenant.lead(client, "ada@acme.example")
    content = (
        'E-mail;Job title;Note\r\nADA@acme.example;CEO;\r\nbob@beta.example;"VP; ""Sales""";x\r\n;;y\r\n'
    )
    with tenant.client(tenant.token("editor")) as editor:
        seen = send(editor, content).json()
        assert (seen["headers"], seen["rows"]) == (["E-mail", "Job title", "Note"], 3)
        assert seen["sample_rows"][1] == ["bob@beta.example", 'VP; "Sales"', "x"]
        assert seen["detected"] == {
            "encoding": "utf-8",
            "separator": ";",
            "identifier": {"column": "E-mail", "kind": "email"},
            "fields": {"Job title": "title"},
            "aliases": {},
        }
        plan = {key: seen["detected"][key] for key in ("identifier", "fields", "aliases")}
        answer = editor.post("/api/lead/import/start", json={"file_id": seen["file_id"], **plan})
        assert answer.status_code == 202
        job = done(editor, answer.json()["job_id"])
        assert {key: job[key] for key in ("state", "done", "total", "created", "updated", "errors")} == {
            "state": "done", "done": 3, "total": 3, "created": 1, "updated": 1, "errors": 1,
        }  # fmt: skip
        place = f"/api/lead/import/jobs/{job['job_id']}"
        with tenant.client(tenant.token("viewer")) as viewer:
            faults = list(csv.DictReader(io.StringIO(viewer.get(f"{place}/errors").text)))
            assert viewer.get("/api/lead/import/jobs").json()["imports"] == [job]
            refused(viewer.post(f"{place}/undo"), 403)
            refused(send(viewer, content), 403)
        assert [(row["row"], row["column"], row["Note"]) for row in faults] == [("4", "E-mail", "y")]
        would = editor.get(f"{place}/undo").json()
        assert would == {"leads_removed": 1, "leads_kept": 0, "values_taken_back": 1, "values_kept": 0}
        assert editor.post(f"{place}/undo").json() == would
        assert done(editor, job["job_id"])["state"] == "undone"
        refused(editor.post(f"{place}/undo"), 409)
    [left] = client.get("/api/leads").json()["leads"]
    assert (left["name"], left["title"]) == ("ada@acme.example", None)


def test_one_call_is_enough(client: httpx.Client) -> None:
    """Where the headings say it all."""
    answer = send(client, "email,first name,last name\nada@acme.example,Ada,Lovelace\n", "/api/lead/import")
    assert answer.status_code == 202
    assert done(client, answer.json()["job_id"])["created"] == 1
    assert client.get("/api/leads").json()["leads"][0]["name"] == "Ada Lovelace"
    refused(send(client, "town\nBerlin\n", "/api/lead/import"), 422, field="file")


@pytest.mark.parametrize("content", [b"", b"email\n", b"\x00", b"\xff\xfe1"])
def test_what_is_no_file_of_leads_is_refused(client: httpx.Client, content: bytes) -> None:
    """With the field at fault."""
    refused(send(client, content), 422, field="file")


def test_files_have_an_end(client: httpx.Client) -> None:
    """Of their bytes."""
    refused(send(client, b"email\n" + b"a@b.example\n" * 840_000), 413)
    refused(send(client, b"email\n" + b"a" * 11_000_000), 413)


def test_a_start_that_cannot_be_is_refused(client: httpx.Client) -> None:
    """With the part at fault."""
    file_id = send(client, "email,title\na@b.example,CEO\n").json()["file_id"]
    plan = {"file_id": file_id, "identifier": {"column": "email", "kind": "email"}}
    for wrong, field in (
        ({"identifier": {"column": "mail", "kind": "email"}}, "identifier.column"),
        ({"identifier": {"column": "email", "kind": "name"}}, "identifier.kind"),
        ({"fields": {"title": "shoe_size"}}, "fields"),
        ({"aliases": {"title": "name"}}, "aliases.title"),
    ):
        refused(client.post("/api/lead/import/start", json=plan | wrong), 422, field=field)
    refused(client.post("/api/lead/import/start", json=plan | {"file_id": "file_0"}), 404, field="file_id")
    assert client.post("/api/lead/import/start", json=plan).status_code == 202
    refused(client.post("/api/lead/import/start", json=plan), 409, field="file_id")


def test_an_export_can_be_taken_in_elsewhere(server: Any, tenant: Tenant, client: httpx.Client) -> None:
    """Into an empty workspace: the lists are equal in all that is no score."""
    people = [
        {"first_name": "Ada", "last_name": "Lovelace", "job_title": "=CEO", "company_name": 'A, "B"'},
        {"first_name": "Jürgen", "city": "Köln\nMülheim", "phone": "+49 221 123456"},
    ]
    for number, traits in enumerate(people):
        tenant.take_in(
            {
                "event_type": "Page View",
                "alias_kind": "email",
                "alias": f"p{number}@acme.example",
                "metadata": traits,
            }
        )
    columns = ["email", "name", "first_name", "last_name", "title", "company", "city", "phone"]
    written = client.get("/api/leads/export", params={"columns": columns, "sort": "name"}).text
    elsewhere = server.workspace("Elsewhere")
    with elsewhere.client(elsewhere.token("admin")) as other:
        job = done(other, send(other, written, "/api/lead/import").json()["job_id"])
        assert (job["created"], job["errors"], job["warnings"]) == (2, 0, 0)
        assert other.get("/api/leads/export", params={"columns": columns, "sort": "name"}).text == written
        mine, theirs = (
            one.get("/api/leads", params={"sort": "name"}).json()["leads"] for one in (client, other)
        )
    for one, another in zip(mine, theirs, strict=True):
        for key in ("name", "title", "company", "aliases"):
            assert one[key] == another[key]
