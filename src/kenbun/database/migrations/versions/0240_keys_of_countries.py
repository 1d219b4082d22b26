"""Countries and seniorities stand in columns of profiles as well: lists are narrowed by them as often."""

import sqlalchemy as sa
from alembic import op

revision = "0240"
down_revision = "0230"
branch_labels = None
depends_on = None

_BEFORE = ("company", "company_size", "email", "industry", "title")
_NEW = ("country", "seniority")
_KEY = "\"left\"(casefold((fields ->> '{name}') COLLATE pg_unicode_fast), 200)"


def upgrade() -> None:
    op.drop_index("ix_lead_profiles_cut", "lead_profiles")
    # in one statement: each would write the table anew
    added = ", ".join(
        f"ADD COLUMN {name}_key text COLLATE pg_unicode_fast"
        f" GENERATED ALWAYS AS ({_KEY.format(name=name)}) STORED"
        for name in _NEW
    )
    op.execute(sa.text(f"ALTER TABLE lead_profiles {added}"))
    for name in _NEW:
        op.create_index(
            f"ix_lead_profiles_{name}", "lead_profiles", ["workspace_id", f"{name}_key", "lead_id"]
        )
    longest = ", ".join(f"length({name}_key)" for name in sorted(_BEFORE + _NEW))
    is_cut = sa.text(f"greatest({longest}) = 200")
    op.create_index(
        "ix_lead_profiles_cut", "lead_profiles", ["workspace_id", "lead_id"], postgresql_where=is_cut
    )
