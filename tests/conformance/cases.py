"""The condition cases kept as data beside this file.

`every_type.json` holds values of all types and, for operators with a value, the names of those for which
they hold (`true_for`) or do not (`false_for`); "absent" is no value at all. The other files hold single
cases: a tree, what it looks at, and what is expected.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
NOW, ZONE = "2026-03-10T12:30:00Z", "UTC"


class Case(NamedTuple):
    """One tree, and what is expected of it in each of some worlds of one time and zone."""

    name: str
    tree: dict[str, Any]
    worlds: list[dict[str, Any]]
    expected: list[bool]


def cases() -> list[Case]:
    files = sorted(file for file in FOLDER.glob("*.json") if file.name != "every_type.json")
    single = [_single(file.stem, case) for file in files for case in json.loads(file.read_text())]
    return single + _every_type(json.loads((FOLDER / "every_type.json").read_text()))


def _single(file: str, case: dict[str, Any]) -> Case:
    world = _world(case, case.get("now", NOW), case.get("zone", ZONE))
    return Case(f"{file}: {case['name']}", case["tree"], [world], [case["expected"]])


def _every_type(table: dict[str, Any]) -> list[Case]:
    values = {name: {"v": value} for name, value in table["values"].items()} | {"absent": {}}
    worlds = [_world({"metadata": metadata}, table["now"], table["zone"]) for metadata in values.values()]
    return [_row(row, list(values), worlds) for row in table["rows"]]


def _row(row: dict[str, Any], names: list[str], worlds: list[dict[str, Any]]) -> Case:
    tree = {"field": "metadata.v", "operator": row["operator"]}
    if "value" in row:
        tree["value"] = row["value"]
    listed: list[str] = row["true_for"] if "true_for" in row else row["false_for"]
    assert set(listed) <= set(names), f"unknown names in {row}"
    expected = [(name in listed) == ("true_for" in row) for name in names]
    return Case(f"every type: {row['operator']} {row.get('value')}", tree, worlds, expected)


def _world(case: dict[str, Any], now: str, zone: str) -> dict[str, Any]:
    return {
        "metadata": case.get("metadata", {}),
        "lead": case.get("lead", {}),
        "account": case.get("account", {}),
        "now": datetime.fromisoformat(now).astimezone(UTC),
        "zone": zone,
    }
