"""Saved views as the API takes and answers them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.ids import public
from kenbun.kit.text import Storable
from kenbun.lists.views.views import View


class NewView(BaseModel):
    """`query` is what stands after the question mark of the list: its filters and its sort are kept."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Best fit first", "query": "sort=-account_score"}]},
    )

    name: Annotated[Storable, Field(max_length=80)]
    query: Annotated[Storable, Field(max_length=10_000)]


class ViewShape(BaseModel):
    """`query` may be spelled otherwise than it was sent, and means the same."""

    view_id: str
    name: str
    query: str
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, view: View) -> Self:
        return cls(
            view_id=public("view", view.view_id),
            name=view.name,
            query=view.query,
            created_at=view.created_at,
            created_by=view.created_by,
        )


class ViewList(BaseModel):
    views: list[ViewShape]
