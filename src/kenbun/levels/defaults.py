"""The bands that a workspace starts with."""

from typing import Any

_DEFAULTS = {
    "engagement": [
        ("Cold", 0, "blue"),
        ("Warm", 25, "yellow"),
        ("Hot", 50, "orange"),
        ("Very Hot", 75, "red"),
    ],
    "profile": [
        ("Poor Fit", 0, "secondary"),
        ("Okay Fit", 25, "cyan"),
        ("Strong Fit", 50, "teal"),
        ("Perfect Fit", 75, "green"),
    ],
    "account": [
        ("Low Priority", 0, "secondary"),
        ("Standard", 20, "azure"),
        ("Qualified", 50, "indigo"),
        ("Target", 80, "purple"),
    ],
}


def default_bands(dimension: str) -> list[dict[str, Any]]:
    rows = _DEFAULTS[dimension]
    ends = [start - 1 for _, start, _ in rows[1:]] + [None]
    return [
        {"level_id": f"lvl_{dimension}_{place}", "name": name, "min": start, "max": end, "color": color}
        for place, ((name, start, color), end) in enumerate(zip(rows, ends, strict=True), start=1)
    ]


DIMENSIONS = tuple(_DEFAULTS)
