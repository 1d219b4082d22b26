"""Pages of a list: numbered from 1, at most 100 rows each, up to 10,000 rows deep."""

from dataclasses import dataclass

from kenbun.kit.errors import Invalid

MAX_LIMIT = 100
MAX_DEPTH = 10_000
DEFAULT_LIMIT = 25


@dataclass(frozen=True)
class Paging:
    """Refuses, with the remedy, what would make a list read without bound."""

    page: int = 1
    limit: int = DEFAULT_LIMIT

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            raise Invalid(f"limit must be between 1 and {MAX_LIMIT}.", field="limit")
        if self.page < 1:
            raise Invalid("page must be 1 or more.", field="page")
        if self.offset >= MAX_DEPTH:
            last = -(-MAX_DEPTH // self.limit)
            raise Invalid(
                f"Lists go {MAX_DEPTH:,} rows deep: with limit {self.limit} the last page is {last}. "
                "Narrow the list by a filter to see what lies beyond.",
                field="page",
            )

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit
