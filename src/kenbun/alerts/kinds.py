"""The kinds of alerts, each of which a member can switch off."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    title: str
    words: str
    icon: str
    # only admins are told
    of_admins: bool = False


KINDS = {
    "assignment": Kind("Assignment", "Somebody makes you the owner of a lead.", "user-check"),
    "watch_list": Kind(
        "Watch list",
        "A lead on your watch list becomes active, or reaches a score or a level that you set.",
        "star",
    ),
    "milestone": Kind("Milestone", "A trigger finds that a score has passed its threshold.", "flag"),
    "sequence": Kind(
        "Sequence", "A trigger finds that somebody did one thing after another.", "arrows-right"
    ),
    "surge": Kind("Surge", "A trigger finds much activity in a short time.", "flame"),
    "segment": Kind("Segment", "A trigger finds that somebody has entered or left a segment.", "chart-pie"),
    "level": Kind("Level", "A trigger finds that somebody has come to or left a level.", "stairs-up"),
    "channel": Kind(
        "Channels", "A destination of alerts fails for long, and is switched off.", "plug-connected-x", True
    ),
}
