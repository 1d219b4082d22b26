"""Imports as the API takes and answers them."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from kenbun.kit.ids import public
from kenbun.kit.text import Storable
from kenbun.transfer.imports.files import Preview
from kenbun.transfer.imports.plan import Plan
from kenbun.transfer.imports.undo import Undoing

_FILE = "file_0192f0c1a5b77e3c8d2e4f6071829304"
_JOB = "imp_0192f0c1a5b77e3c8d2e4f6071829304"
_PLAN: dict[str, Any] = {
    "identifier": {"column": "E-mail", "kind": "email"},
    "fields": {"Job title": "title", "Plan": "account.plan"},
    "aliases": {"Customer no.": "external_id"},
}

Columns = Annotated[dict[Storable, Storable], Field(max_length=200)]


class IdentifierShape(BaseModel):
    """The column that says who a row is about, and what stands in it: an alias of this kind, or a `lead_id`."""

    model_config = ConfigDict(extra="forbid")

    column: Storable
    kind: Storable = Field(description="email, phone, external_id, cookie, social or lead_id")


class DetectedShape(BaseModel):
    """What the columns seem to mean, by their headings: in the shape in which `start` takes it."""

    encoding: str = Field(examples=["utf-8"])
    separator: str = Field(examples=[","])
    identifier: IdentifierShape | None
    fields: dict[str, str]
    aliases: dict[str, str]


class PreviewShape(BaseModel):
    """`sample_rows` are the first five, each as long as the headings."""

    file_id: str = Field(examples=[_FILE])
    headers: list[str]
    rows: int
    sample_rows: list[list[str]]
    detected: DetectedShape

    @classmethod
    def of(cls, preview: Preview) -> Self:
        found = preview.detected
        identifier = (
            IdentifierShape(column=found.identifier[0], kind=found.identifier[1])
            if found.identifier
            else None
        )
        return cls(
            file_id=public("file", preview.file_id),
            headers=preview.headers,
            rows=preview.rows,
            sample_rows=preview.sample,
            detected=DetectedShape(
                encoding=preview.encoding,
                separator=preview.separator,
                identifier=identifier,
                fields=found.fields,
                aliases=found.aliases,
            ),
        )


class NewImport(BaseModel):
    """Columns that are named nowhere are left out. Fields are those of leads; `account.plan` is one of their account.
    Aliases are by their kind."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"file_id": _FILE, **_PLAN}]})

    file_id: Storable
    identifier: IdentifierShape
    fields: Columns = {}
    aliases: Columns = {}

    def plan(self) -> Plan:
        return Plan(self.identifier.column, self.identifier.kind, self.fields, self.aliases)


class Started(BaseModel):
    job_id: str = Field(examples=[_JOB])


class JobShape(BaseModel):
    """`created` rows made a lead, `updated` ones were about one known, `errors` were left out; `warnings` are values
    that were, of rows that were not. `error` says why it failed."""

    job_id: str = Field(examples=[_JOB])
    file: str
    state: Literal["running", "done", "failed", "undoing", "undone"]
    done: int
    total: int
    created: int
    updated: int
    errors: int
    warnings: int
    error: str | None
    created_at: datetime
    created_by: str
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Any) -> Self:
        names = cls.model_fields.keys() - {"job_id", "file"}
        values = {name: getattr(row, name) for name in names}
        return cls(job_id=public("imp", row.job_id), file=row.name, **values)


class JobList(BaseModel):
    imports: list[JobShape]
    total: int
    page: int
    limit: int


class UndoingShape(BaseModel):
    """Leads that the import made and that have nothing else go, the others stay; values of those that stay give way to
    what was there before, unless something was said about them since."""

    leads_removed: int
    leads_kept: int
    values_taken_back: int
    values_kept: int

    @classmethod
    def of(cls, undoing: Undoing) -> Self:
        return cls(**{name: getattr(undoing, name) for name in Undoing.__dataclass_fields__})
