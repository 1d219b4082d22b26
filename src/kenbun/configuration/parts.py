"""The parts of the configuration, in the order of the file, which is that of making them: fields come first."""

from typing import Final

from kenbun.committee.configuration import COMMITTEE
from kenbun.configuration.part import Part
from kenbun.conversions.configuration import CONVERSIONS
from kenbun.events.filters.configuration import FILTERS
from kenbun.levels.configuration import LEVELS
from kenbun.mapping.configuration import MAPPING
from kenbun.scoring.configuration import RULESETS
from kenbun.scoring.inactivity.configuration import DECAYS
from kenbun.segments.configuration import SEGMENTS
from kenbun.surge.configuration import SURGE
from kenbun.triggers.configuration import TRIGGERS
from kenbun.workspace_settings.configuration import SETTINGS

PARTS: Final[tuple[Part, ...]] = (
    SETTINGS,
    MAPPING,
    FILTERS,
    CONVERSIONS,
    RULESETS,
    DECAYS,
    LEVELS,
    COMMITTEE,
    SURGE,
    SEGMENTS,
    TRIGGERS,
)
