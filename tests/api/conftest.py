"""A running server, a workspace with a few people in it, and who may do what there."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api.running import Running, Tenant, running


@pytest.fixture(scope="module")
def server(served_database_url: str) -> Iterator[Running]:
    with running(served_database_url) as server:
        yield server


@pytest.fixture(scope="module")
def acme(server: Running) -> Tenant:
    return server.workspace("Acme")


@pytest.fixture(scope="module")
def admin(acme: Tenant) -> Iterator[httpx.Client]:
    with acme.client(acme.token("admin")) as client:
        yield client


@pytest.fixture
def tenant(server: Running) -> Tenant:
    """A workspace for one test alone."""
    return server.workspace("Alone")


@pytest.fixture
def client(tenant: Tenant) -> Iterator[httpx.Client]:
    """Its admin."""
    with tenant.client(tenant.token("admin")) as client:
        yield client
