"""How often leads have done something, as conditions count it: asked of some one by one, or of everybody at once."""

from kenbun.events.counted.all_at_once_queries import all_at_once
from kenbun.events.counted.one_by_one_queries import one_by_one
from kenbun.events.counted.reading_queries import Numbers, Reading, types_for

__all__ = ["Numbers", "Reading", "all_at_once", "one_by_one", "types_for"]
