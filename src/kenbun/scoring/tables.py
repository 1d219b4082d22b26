from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from kenbun.database.tables import metadata, moment, workspace_key

rulesets = Table(
    "rulesets",
    metadata,
    workspace_key(),
    Column("ruleset_id", Uuid, primary_key=True),
    Column("dimension", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("is_primary", Boolean, nullable=False),
    moment("created_at"),
    # of what was in force once: receipts of that time go on telling of it
    moment("removed_at", nullable=True),
)
Index(
    "uq_rulesets_name",
    rulesets.c.workspace_id,
    rulesets.c.dimension,
    rulesets.c.name,
    unique=True,
    postgresql_where=rulesets.c.removed_at.is_(None),
)
Index(
    "uq_rulesets_primary",
    rulesets.c.workspace_id,
    rulesets.c.dimension,
    unique=True,
    postgresql_where=rulesets.c.is_primary,
)

# Which ruleset of a dimension was the primary one when. The first was it from the beginning of time.
primary_rulesets = Table(
    "primary_rulesets",
    metadata,
    workspace_key(references=False),
    Column("dimension", Text, primary_key=True),
    moment("in_force_from", primary_key=True),
    Column("ruleset_id", Uuid, nullable=False),
    moment("in_force_to", nullable=True),
    ForeignKeyConstraint(
        ["workspace_id", "ruleset_id"],
        ["rulesets.workspace_id", "rulesets.ruleset_id"],
        ondelete="CASCADE",
    ),
)

# The draft: what people edit. Publishing copies it into a version.
draft_rules = Table(
    "draft_rules",
    metadata,
    workspace_key(),
    Column("rule_id", Uuid, primary_key=True),
    Column("ruleset_id", Uuid, nullable=False),
    # the rule as scoring.rules.Rule reads it
    Column("document", JSONB, nullable=False),
    moment("created_at"),
    moment("changed_at"),
    ForeignKeyConstraint(
        ["workspace_id", "ruleset_id"],
        ["rulesets.workspace_id", "rulesets.ruleset_id"],
        ondelete="CASCADE",
    ),
    Index("ix_draft_rules_ruleset", "workspace_id", "ruleset_id"),
)

ruleset_versions = Table(
    "ruleset_versions",
    metadata,
    workspace_key(),
    Column("version_id", Uuid, primary_key=True),
    Column("ruleset_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("rules", JSONB, nullable=False),
    # the workspace's settings that it is made under: where its days begin, and whether scores go below 0
    Column("time_zone", Text, nullable=False),
    Column("negative_scores", Boolean, nullable=False),
    # where it is the same rules under other settings: the number of the version of these
    Column("setting_version", Integer),
    # of engagement: the rules of inactivity that it is made with, as their own version keeps them
    Column("decays", JSONB(none_as_null=True)),
    # where it is the same rules with other rules of inactivity: the number of the version of these
    Column("decay_version", Integer),
    # building, in_force, past or failed
    Column("state", Text, nullable=False),
    Column("leads_done", Integer, nullable=False, server_default="0"),
    Column("leads_total", Integer),
    # how many of the scores that lists show became others when it was put in force
    Column("changed", Integer),
    Column("error", Text),
    moment("created_at"),
    Column("created_by", Text, nullable=False),
    moment("in_force_from", nullable=True),
    moment("in_force_to", nullable=True),
    ForeignKeyConstraint(
        ["workspace_id", "ruleset_id"],
        ["rulesets.workspace_id", "rulesets.ruleset_id"],
        ondelete="CASCADE",
    ),
    UniqueConstraint("workspace_id", "ruleset_id", "number"),
)
# One publish at a time per workspace (see publish.py), which may be of several rulesets.
Index(
    "uq_ruleset_versions_building",
    ruleset_versions.c.workspace_id,
    ruleset_versions.c.ruleset_id,
    unique=True,
    postgresql_where=ruleset_versions.c.state == "building",
)

# What one lead's matching events are worth under one version, such that the next event is cheap to add.
lead_states = Table(
    "lead_states",
    metadata,
    workspace_key(references=False),
    Column("version_id", Uuid, primary_key=True),
    Column("lead_id", Uuid, primary_key=True),
    # the time that `sums` are faded to
    moment("as_of"),
    # points as of `as_of`, one sum per slot (a distinct half-life) of the version
    Column("sums", ARRAY(Double), nullable=False),
    # how many fading lines went into the sums: bounds their distance from the sum of rounded lines
    Column("fading_lines", Integer, nullable=False),
    # of each capped rule the last period with a match, and the points used in it
    Column("cap_periods", ARRAY(Integer), nullable=False),
    Column("cap_used", ARRAY(BigInteger), nullable=False),
    # the last match of any capped rule: one after it is cheap to judge, an earlier one is late
    moment("capped_until", nullable=True),
    # under rules of inactivity: what is left of the positive points, by slot as of `as_of`; the last activity; and the
    # last moment at which anything was due. All that was due by `as_of` is taken
    Column("positive", ARRAY(Double)),
    moment("last_active_at", nullable=True),
    moment("decayed_until", nullable=True),
    postgresql_with={"fillfactor": "80"},
)

# What the fields of a lead or account are worth under one version of a profile or account ruleset. One that never had
# any points has no row.
fit_scores = Table(
    "fit_scores",
    metadata,
    workspace_key(references=False),
    Column("version_id", Uuid, primary_key=True),
    # a lead's or an account's id, as the version's ruleset is about the ones or the others
    Column("subject_id", Uuid, primary_key=True),
    Column("score", BigInteger, nullable=False),
    postgresql_with={"fillfactor": "80"},
)

# Leads, or accounts, that changed while a version was being built. Append-only, no unique key: with one, a lead
# can be lost.
touched_leads = Table(
    "touched_leads",
    metadata,
    workspace_key(references=False),
    Column("touch_id", BigInteger, Identity(always=True), primary_key=True),
    Column("version_id", Uuid, nullable=False),
    Column("lead_id", Uuid, nullable=False),
)

# Which version and moment `leads.previous_score` is for, and up to which lead it is; no lead: all of them.
previous_sweeps = Table(
    "previous_sweeps",
    metadata,
    workspace_key(),
    Column("version_id", Uuid, nullable=False),
    moment("as_of"),
    Column("upto", Uuid),
)

# Leads whose score of then may be another by now: appended to by batches, taken off by the job.
previous_due = Table(
    "previous_due",
    metadata,
    workspace_key(references=False),
    Column("due_id", BigInteger, Identity(always=True), primary_key=True),
    Column("lead_id", Uuid, nullable=False),
)

# What lists showed, by the hour in which it changed; see history/record.py. Old hours become days, see history/thin.py.
score_history = Table(
    "score_history",
    metadata,
    workspace_key(references=False),
    # lead or account
    Column("subject", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    # of a lead engagement or profile, of an account engagement or account
    Column("dimension", Text, primary_key=True),
    # the start of the hour (UTC), or of the day (in the workspace's zone of then)
    moment("at", primary_key=True),
    Column("is_day", Boolean, nullable=False, server_default="false"),
    Column("last", BigInteger, nullable=False),
    Column("low", BigInteger, nullable=False),
    Column("high", BigInteger, nullable=False),
    # rows come in order of time, so this small index is all that finding old ones takes
    Index("ix_score_history_at", "workspace_id", "at", postgresql_using="brin"),
    # no index holds what changes within the hour: such updates stay within their page (HOT)
    postgresql_with={"fillfactor": "80"},
)

# Each move of a shown score, as it happened: a row for all that moved by one cause at one tick, so that a batch costs
# one row more. Kept for as long as simulations look back.
score_moves = Table(
    "score_moves",
    metadata,
    workspace_key(references=False),
    moment("at", primary_key=True),
    Column("move_id", BigInteger, Identity(always=True), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("dimension", Text, nullable=False),
    # as in level_changes
    Column("cause", Text, nullable=False),
    # in the order in which they happened, the same number of each
    Column("subject_ids", ARRAY(Uuid), nullable=False),
    Column("befores", ARRAY(BigInteger), nullable=False),
    Column("afters", ARRAY(BigInteger), nullable=False),
    # why each may set nothing off, where its events are no news: 'late' or 'import'
    Column("held", ARRAY(Text)),
    # the event that each came from, where it was one
    Column("event_ids", ARRAY(Uuid)),
)

# A link to a lead's receipt as of one time, for whoever has its token; only the token's hash is kept.
receipt_shares = Table(
    "receipt_shares",
    metadata,
    workspace_key(),
    Column("share_id", Uuid, primary_key=True),
    Column("lead_id", Uuid, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    moment("receipt_at"),
    moment("created_at"),
    Column("created_by", Text, nullable=False),
    moment("expires_at"),
    moment("revoked_at", nullable=True),
    UniqueConstraint("workspace_id", "token_hash"),
    Index("ix_receipt_shares_lead", "workspace_id", "lead_id"),
)
