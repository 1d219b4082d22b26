"""What all tables have in common: one metadata, one way to name constraints, the tenant's key first."""

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, Uuid

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def workspace_key(*, references: bool = True) -> Column:  # type: ignore[type-arg]
    """The first column of every tenant table's primary key, by which a cluster distributes it.

    Tables on the path of every event pass `references=False`: a foreign key would be checked once a row.
    """
    target = [ForeignKey("workspaces.workspace_id", ondelete="CASCADE")] if references else []
    return Column("workspace_id", Uuid, *target, primary_key=True)


def moment(name: str, *, nullable: bool = False, **options: object) -> Column:  # type: ignore[type-arg]
    """A point in time, stored in UTC with microseconds."""
    return Column(name, DateTime(timezone=True), nullable=nullable, **options)  # type: ignore[arg-type]
