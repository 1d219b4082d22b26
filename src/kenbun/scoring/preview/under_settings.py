"""The same rules under other settings: only those that hang on them are worked out anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kenbun.database import Connection
from kenbun.scoring.bulk import facts_queries
from kenbun.scoring.bulk.facts import Ids
from kenbun.scoring.bulk.lead_index import LeadIndex
from kenbun.scoring.preview import inactive
from kenbun.scoring.preview.engagement import scores_of, worth_of
from kenbun.scoring.versions import Version


class Compared(NamedTuple):
    """The scores of all leads, in the order of `ids`."""

    ids: Ids
    before: NDArray[np.int64]
    after: NDArray[np.int64]


async def compare_settings(
    connection: Connection, workspace_id: UUID, version: Version, other: Version, at: datetime
) -> Compared:
    """What lists would show by `other`: the version in force, whose states are there, under other settings."""
    leads = LeadIndex(await facts_queries.read_lead_ids(connection, workspace_id))
    now = await inactive.standing(connection, workspace_id, version, leads, at)
    if version.decays:
        everybody = np.arange(len(leads))
        will = await inactive.from_scratch(connection, workspace_id, other, leads, at, everybody)
    else:
        hanging = tuple(rule for rule in version.active if version.zone != other.zone and rule.hangs_on_zone)
        taken = await worth_of(connection, workspace_id, replace(version, rules=hanging), leads, at)
        given = await worth_of(connection, workspace_id, replace(other, rules=hanging), leads, at)
        will = (now[0] - taken[0] + given[0], now[1] + taken[1] + given[1])
    before = await scores_of(connection, workspace_id, version, now, leads.ids, at)
    after = await scores_of(connection, workspace_id, other, will, leads.ids, at)
    return Compared(leads.ids, before, after)
