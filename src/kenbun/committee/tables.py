from sqlalchemy import BigInteger, Boolean, Column, Index, SmallInteger, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from kenbun.database.tables import metadata, moment, workspace_key

committee_roles = Table(
    "committee_roles",
    metadata,
    workspace_key(),
    Column("role_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    # their order decides between conditions of one weight
    Column("position", SmallInteger, nullable=False),
    # whether coverage counts it
    Column("tracked", Boolean, nullable=False),
    # [{"name", "weight", "conditions"}, …]
    Column("conditions", JSONB, nullable=False, server_default="[]"),
    UniqueConstraint("workspace_id", "name"),
)

# What people have said of a lead, kept for the lead and the account on their own: a merge, of leads or of accounts,
# leaves it alone. It holds as long as the lead, on its own, belongs to that account.
committee_choices = Table(
    "committee_choices",
    metadata,
    workspace_key(),
    Column("lead_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    # the role; none: taken out of the committee, or only notes
    Column("role_id", Uuid),
    Column("removed", Boolean, nullable=False, server_default="false"),
    moment("said_at"),
    Column("said_by", Text, nullable=False),
    Column("notes", Text),
    moment("noted_at", nullable=True),
    Index("ix_committee_choices_role", "workspace_id", "role_id"),
)

# What detection has found, of leads as they are shown.
committee_detected = Table(
    "committee_detected",
    metadata,
    workspace_key(references=False),
    Column("lead_id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("role_id", Uuid, nullable=False),
    Column("weight", SmallInteger, nullable=False),
    # the condition in words, and what holds of the lead
    Column("reason", Text, nullable=False),
    Column("evidence", JSONB, nullable=False),
    moment("detected_at"),
    Index("ix_committee_detected_account", "workspace_id", "account_id"),
)

# Accounts whose leads have changed since detection last looked at them.
committee_due = Table(
    "committee_due",
    metadata,
    workspace_key(references=False),
    Column("account_id", Uuid, primary_key=True),
    # being looked at: a change that comes meanwhile says no again
    Column("taken", Boolean, nullable=False, server_default="false"),
    # somebody waits for it
    Column("asked", Boolean, nullable=False, server_default="false"),
    # what comes of it sets nothing off: for any of its leads, or for these
    Column("held", Boolean, nullable=False, server_default="false"),
    Column("held_leads", ARRAY(Uuid), nullable=False, server_default="{}"),
)

# How far changes of fields and of rules have been followed.
committee_followed = Table(
    "committee_followed",
    metadata,
    workspace_key(),
    Column("change_id", BigInteger, nullable=False),
    moment("rules_of"),
    # up to when windows and fading have been followed
    moment("passed_at", nullable=True),
)
