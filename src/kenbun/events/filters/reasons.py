"""Why an event is suppressed."""

from typing import Literal
from uuid import UUID

Reason = Literal["metadata_filter", "inorganic", "inorganic_grouped"]

Verdict = tuple[UUID, Reason]
"""The filter that suppresses an event, and the reason."""

WORDS: dict[str, str] = {
    "metadata_filter": "Filtered out by its metadata",
    "inorganic": "Inorganic: too many in too short a time",
    "inorganic_grouped": "Inorganic: part of a burst",
}
