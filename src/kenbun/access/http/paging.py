"""`page` and `limit` of a list's URL, and what its search box says."""

from typing import Annotated

from fastapi import Depends, Query

from kenbun.kit.paging import DEFAULT_LIMIT, MAX_LIMIT, Paging


def _paging(
    page: Annotated[int, Query(ge=1, description="Which page, from 1.")] = 1,
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, description="Rows on a page; lists go 10,000 rows deep.")
    ] = DEFAULT_LIMIT,
) -> Paging:
    return Paging(page, limit)


Page = Annotated[Paging, Depends(_paging)]

PageNumber = Annotated[int, Query(alias="page")]
"""Of the pages that people look at: how many rows these have is not for the URL to say."""
Words = Annotated[str, Query(max_length=200)]
"""What is searched for."""
