"""Files of leads that are read in: the file, the job, and what it did."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_files",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("separator", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _workspace("import_files"),
        sa.PrimaryKeyConstraint("workspace_id", "file_id", name=op.f("pk_import_files")),
    )
    op.create_table(
        "import_jobs",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), server_default="0", nullable=False)
            for name in ("done", "created", "updated", "errors", "warnings")
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _workspace("import_jobs"),
        sa.PrimaryKeyConstraint("workspace_id", "job_id", name=op.f("pk_import_jobs")),
    )
    op.create_index("ix_import_jobs_created", "import_jobs", ["workspace_id", "created_at"])
    _done()


def _done() -> None:
    _of_job("import_leads", ["lead_id"], [("lead_id", sa.Uuid()), ("is_new", sa.Boolean())])
    _of_job(
        "import_values",
        ["subject", "subject_id"],
        [("subject", sa.Text()), ("subject_id", sa.Uuid()), ("before", postgresql.JSONB())],
    )
    op.create_index("ix_import_values_subject", "import_values", ["workspace_id", "subject_id"])
    _of_job(
        "import_aliases",
        ["kind", "value"],
        [("kind", sa.Text()), ("value", sa.Text()), ("lead_id", sa.Uuid())],
    )
    _of_job(
        "import_errors",
        ["row", "number"],
        [
            ("row", sa.Integer()),
            ("number", sa.Integer()),
            ("reason", sa.Text()),
            ("cells", postgresql.ARRAY(sa.Text())),
        ],
        [("column", sa.Text()), ("lead_id", sa.Uuid())],
    )


def _of_job(
    table: str,
    key: list[str],
    columns: list[tuple[str, sa.types.TypeEngine[Any]]],
    nullable: list[tuple[str, sa.types.TypeEngine[Any]]] | None = None,
) -> None:
    op.create_table(
        table,
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in columns),
        *(sa.Column(name, kind, nullable=True) for name, kind in nullable or ()),
        sa.PrimaryKeyConstraint("workspace_id", "job_id", *key, name=op.f(f"pk_{table}")),
    )


def _workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspaces.workspace_id"],
        name=op.f(f"fk_{table}_workspace_id"),
        ondelete="CASCADE",
    )
