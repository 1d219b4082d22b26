"""Every table of the product in one metadata: importing the concepts' tables fills it."""

import kenbun.access.tables
import kenbun.accounts.tables
import kenbun.acts.tables
import kenbun.alerts.channels.tables
import kenbun.alerts.deliveries.tables
import kenbun.alerts.tables
import kenbun.committee.tables
import kenbun.conversions.tables
import kenbun.events.filters.tables
import kenbun.events.tables
import kenbun.identity.tables
import kenbun.leads.tables
import kenbun.levels.tables
import kenbun.lists.tables
import kenbun.mapping.tables
import kenbun.merging.tables
import kenbun.owners.tables
import kenbun.resolution.tables
import kenbun.scoring.tables
import kenbun.segments.tables
import kenbun.stirred.tables
import kenbun.surge.tables
import kenbun.transfer.imports.tables
import kenbun.triggers.acts.tables
import kenbun.triggers.tables
import kenbun.watching.tables  # noqa: F401
from kenbun.database.tables import metadata

__all__ = ["metadata"]
