"""Mappings and fields as the API takes and answers them."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from kenbun.kit import text
from kenbun.kit.ids import public
from kenbun.mapping.backwards import Preview
from kenbun.mapping.edit import MappingRow
from kenbun.mapping.fields import FieldKind
from kenbun.mapping.mappings import MappingDraft, Source, Target
from kenbun.subject import Subject

_MAPPING_ID = "map_0192f0c1a5b77e3c8d2e4f6071829304"
_JOB_ID = "job_0192f0c1a5b77e3c8d2e4f6071829304"
_EXAMPLE: dict[str, Any] = {
    "source": {"kind": "metadata", "key": "plan_name", "event_type": "Trial Started"},
    "target": {"kind": "account", "field": "plan"},
    "update": "always_latest",
}


def _line(value: str) -> str:
    if not value.strip() or not text.is_line(value):
        raise ValueError("must be one line of text, not blank and without control characters")
    return value.strip()


Line = Annotated[str, Field(max_length=200), AfterValidator(_line)]
Kind = Subject


class SourceShape(BaseModel):
    """`event_type` restricts metadata to events of that type; of a trait it is `identify` or `group`."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["metadata", "trait", "lead_field"]
    key: Annotated[
        Line, Field(description="a key of metadata or a trait (dots lead inside), or a lead field")
    ]
    event_type: Line | None = None


class TargetShape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Kind
    field: Line


class NewMapping(BaseModel):
    """Without `position` a new mapping stands last, and a changed one stays where it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    source: SourceShape
    target: TargetShape
    update: Literal["always_latest", "only_if_empty"] = "always_latest"
    position: Annotated[int | None, Field(ge=1, le=1000, strict=True)] = None

    def draft(self) -> MappingDraft:
        source = Source(self.source.kind, self.source.key, self.source.event_type)
        return MappingDraft(source, Target(self.target.kind, self.target.field), self.update)


class MisfitShape(BaseModel):
    """Values that did not fit the field's type: how many, and the beginning of the last one's JSON."""

    count: int
    sample: str
    seen_at: datetime


class MappingShape(NewMapping):
    model_config = ConfigDict(
        json_schema_extra={"examples": [_EXAMPLE | {"id": _MAPPING_ID, "position": 1, "misfits": None}]}
    )

    id: str
    misfits: MisfitShape | None

    @classmethod
    def of(cls, row: MappingRow) -> Self:
        draft, wrong = row.draft, row.misfits
        return cls(
            id=public("map", row.mapping_id),
            position=row.position,
            source=SourceShape(
                kind=draft.source.kind, key=draft.source.key, event_type=draft.source.event_type
            ),
            target=TargetShape(kind=draft.target.kind, field=draft.target.field),
            update=draft.update,
            misfits=wrong and MisfitShape(count=wrong.count, sample=wrong.sample, seen_at=wrong.seen_at),
        )


class MappingList(BaseModel):
    mappings: list[MappingShape]


class PreviewExample(BaseModel):
    id: str
    before: Any
    after: Any


class PreviewShape(BaseModel):
    """What applying the mapping to what is stored would change: `leads` or `accounts`, as its target is."""

    leads: int
    accounts: int
    misfits: int = Field(description="stored values that do not fit the field's type")
    examples: list[PreviewExample]

    @classmethod
    def of(cls, kind: Kind, seen: Preview) -> Self:
        prefix = "ld" if kind == "lead" else "acct"
        return cls(
            leads=seen.changed if kind == "lead" else 0,
            accounts=seen.changed if kind == "account" else 0,
            misfits=seen.misfits,
            examples=[
                PreviewExample(id=public(prefix, subject_id), before=before, after=after)
                for subject_id, before, after in seen.examples
            ],
        )


class JobShape(BaseModel):
    """`done` of `total` stored rows are read; then `changed` leads or accounts show another value."""

    job_id: str = Field(examples=[_JOB_ID])
    state: Literal["reading", "settling", "done", "failed"]
    done: int
    total: int
    changed: int
    misfits: int
    error: str | None
    created_at: datetime
    created_by: str
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Any) -> Self:
        values = {name: getattr(row, name) for name in cls.model_fields if name != "job_id"}
        return cls.model_validate({"job_id": public("job", row.job_id), **values})


def _as_stored(value: Any) -> Any:
    return "boolean" if value == "yes/no" else value


class NewField(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"target": "lead", "name": "favourite_colour", "label": "Colour", "type": "text"}]
        },
    )

    target: Kind
    name: Annotated[
        str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$", description="as mappings and conditions write it")
    ]
    label: Annotated[Line | None, Field(max_length=100, description="as people read it")] = None
    type: Annotated[
        Literal["text", "number", "boolean", "date"],
        BeforeValidator(_as_stored),
        Field(description="`yes/no` is another name of `boolean`"),
    ] = "text"

    def kind(self) -> FieldKind:
        label = self.label or self.name.replace("_", " ").capitalize()
        return FieldKind(self.target, self.name, label, self.type)


class FieldShape(BaseModel):
    """`id` is null for the standard fields, which cannot be removed."""

    id: str | None = Field(examples=["fld_0192f0c1a5b77e3c8d2e4f6071829304", None])
    target: Kind
    name: str
    label: str
    type: Literal["text", "number", "boolean", "date"]
    standard: bool

    @classmethod
    def of(cls, kind: FieldKind) -> Self:
        return cls(
            id=public("fld", kind.field_id) if kind.field_id else None,
            target=kind.subject,
            name=kind.name,
            label=kind.label,
            type=kind.type,
            standard=kind.standard,
        )


class FieldList(BaseModel):
    fields: list[FieldShape]
