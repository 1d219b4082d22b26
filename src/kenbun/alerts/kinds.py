"""The kinds of alerts, each of which a member can switch off."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    title: str
    words: str
    icon: str


KINDS = {
    "assignment": Kind("Assignment", "Somebody makes you the owner of a lead.", "user-check"),
    "watch_list": Kind(
        "Watch list",
        "A lead on your watch list becomes active, or reaches a score or a level that you set.",
        "star",
    ),
}
