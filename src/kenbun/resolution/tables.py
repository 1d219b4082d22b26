from sqlalchemy import Column, Table, Text, Uuid

from kenbun.database.tables import metadata, moment, workspace_key

# Leads without an account that nobody wants to look for one for.
dismissed_leads = Table(
    "dismissed_leads",
    metadata,
    workspace_key(),
    Column("lead_id", Uuid, primary_key=True),
    moment("dismissed_at"),
    Column("dismissed_by", Text, nullable=False),
)
