"""From the library of an SDK to the list that people look at."""

import time
from collections.abc import Iterator

import pytest
from segment.analytics.client import Client

from tests.api.running import Tenant, running


@pytest.fixture
def acme(served_database_url: str) -> Iterator[Tenant]:
    with running(served_database_url) as server:
        yield server.workspace("Acme")


def test_a_person_is_in_the_list_a_moment_later(acme: Tenant) -> None:
    """Pointed here by an address and a key: somebody new is listed with name, account and score."""
    errors: list[Exception] = []
    segment = Client(
        acme.write_key,
        host=acme.running.address,
        on_error=lambda error, _: errors.append(error),
        max_retries=0,
    )
    segment.identify(
        "u1", traits={"email": "ada@analytical.example", "name": "Ada Lovelace", "title": "Countess"}
    )
    segment.track("u1", "Demo Requested", {"path": "/pricing"})
    segment.flush()
    deadline = time.monotonic() + 5
    with acme.client(acme.token("viewer")) as client:
        while not (found := client.get("/api/leads", params={"min_score": 30}).json()["leads"]):
            assert time.monotonic() < deadline, "not in the list after five seconds"
            time.sleep(0.05)
    segment.join()
    assert errors == []
    [lead] = found
    assert (lead["name"], lead["title"], lead["event_count"]) == ("Ada Lovelace", "Countess", 1)
    assert lead["account"]["domain"] == "analytical.example"
    assert {alias["kind"] for alias in lead["aliases"]} == {"email", "external_id"}
