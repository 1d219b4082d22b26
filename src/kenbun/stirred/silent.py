"""What of all that changes somebody is no news to anybody, whatever comes of it."""

from __future__ import annotations

SILENT = frozenset(
    {
        "anew",
        "archive",
        "deletion",
        "edit",
        "filter",
        "import",
        "levels",
        "mapping",
        "merge",
        "publish",
        "rescore",
        "roles",
        "sessions",
        "settings",
        "unmerge",
        "conversions",
    }
)
"""Nothing is set off by these. By what happens to somebody, what people do with them, and time, something is."""


def fires(cause: str) -> bool:
    return cause not in SILENT


def held_by(cause: str) -> str | None:
    """Why what comes of it is held back, where it is."""
    return cause if cause in SILENT else None
