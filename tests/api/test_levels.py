"""Levels through the API: changed, tried, brought back; and what is refused."""

from typing import Any

import httpx
import pytest

from tests.api.running import Tenant

J = dict[str, Any]
COLD = {"name": "Cold", "min": 0, "max": 9, "color": "blue"}
HOT = {"name": "Hot", "min": 20, "max": None, "color": "orange"}


def test_bands_are_put_and_everyone_has_a_level_at_once(tenant: Tenant, client: httpx.Client) -> None:
    """The answer says how many moved; lists and filters go by the new names."""
    tenant.lead(client, "ada@acme.example")
    seen = client.post("/api/levels/profile/preview", json=[HOT, COLD]).json()
    edited = client.put("/api/levels/profile", json=[HOT, COLD]).json()
    assert [(one["name"], one["min"], one["max"], one["color"]) for one in edited["levels"]] == [
        ("Cold", 0, 9, "blue"),
        ("Hot", 20, None, "orange"),
    ]
    assert edited["gaps"] == [{"min": None, "max": -1}, {"min": 10, "max": 19}]
    assert (edited["version"], edited["moved"]) == (2, seen["affected"])
    assert seen["level_moves"] == [{"from": "Poor Fit", "to": "Cold", "count": 1}]
    assert (seen["subjects"], seen["unchanged"]) == (1, 0)
    [lead] = client.get("/api/leads", params={"profile_level": "Cold"}).json()["leads"]
    assert lead["profile_level"] == "Cold"


def test_versions_are_listed_and_restored(client: httpx.Client) -> None:
    """The latest first; a restored one says where it came from."""
    client.put("/api/levels/account", json=[COLD])
    restored = client.post("/api/levels/account/versions/1/restore").json()
    assert [one["name"] for one in restored["levels"]] == ["Low Priority", "Standard", "Qualified", "Target"]
    found = client.get("/api/levels/account/versions").json()
    assert [(one["version"], one["restored_from"]) for one in found["versions"]] == [
        (3, 1),
        (2, None),
        (1, None),
    ]
    assert found["total"] == 3
    assert client.post("/api/levels/account/versions/9/restore").status_code == 404


def test_no_levels_are_levels_too(client: httpx.Client) -> None:
    """An empty list leaves everyone Unclassified."""
    assert client.put("/api/levels/engagement", json=[]).json()["gaps"] == [{"min": None, "max": None}]


def test_the_distribution_counts_everyone(tenant: Tenant, client: httpx.Client) -> None:
    """As bars, the last one open."""
    tenant.lead(client, "ada@acme.example")
    found = client.get("/api/levels/engagement/distribution").json()
    assert sum(bar["count"] for bar in found["bars"]) == 1
    assert found["bars"][-1]["max"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([COLD, {**HOT, "min": 9}], "[1].min"),
        ([COLD, {**HOT, "name": "cold"}], "[1].name"),
        ([{**COLD, "color": "mauve"}], "[0].color"),
        ([{**COLD, "min": 1.5}], "[0].min"),
        ([{"name": "Cold", "color": "blue"}], "[0].min"),
        ([COLD] * 21, "body"),
        ({"levels": []}, "body"),
    ],
)
def test_what_is_wrong_is_named(client: httpx.Client, body: Any, field: str) -> None:
    """In the preview as when saving."""
    for answer in (
        client.put("/api/levels/engagement", json=body),
        client.post("/api/levels/engagement/preview", json=body),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field


def test_there_are_no_other_levels(client: httpx.Client) -> None:
    """Of a dimension that is none."""
    assert client.put("/api/levels/mood", json=[]).status_code == 404
    assert client.get("/api/levels/mood/versions").status_code == 404
