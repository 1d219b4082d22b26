"""Why an event is suppressed."""

from typing import Literal
from uuid import UUID

Reason = Literal["metadata_filter", "inorganic", "inorganic_grouped"]

Verdict = tuple[UUID, Reason]
"""The filter that suppresses an event, and the reason."""
