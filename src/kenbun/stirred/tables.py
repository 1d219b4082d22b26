from sqlalchemy import BigInteger, Column, Identity, Table, Text, Uuid

from kenbun.database.tables import metadata, workspace_key

stirred = Table(
    "stirred",
    metadata,
    workspace_key(references=False),
    Column("stir_id", BigInteger, Identity(always=True), primary_key=True),
    # of a lead or of an account; gone ones too, as what was merged or deleted
    Column("subject", Text, nullable=False),
    # none: of all there are
    Column("subject_id", Uuid),
    Column("cause", Text, nullable=False),
)
