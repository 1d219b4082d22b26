"""What the kinds of triggers are called, and what each is for."""

TITLES = {
    "milestone": "Milestone",
    "sequence": "Sequence",
    "surge": "Surge",
    "segment": "Segment",
    "level": "Level",
}
HINTS = {
    "milestone": "A score reaches a number, or falls below it.",
    "sequence": "Several things are done within a time, one after another or in any order.",
    "surge": "Something is done so many times within a time; or an account surges.",
    "segment": "Somebody comes into a segment, or leaves it.",
    "level": "Somebody comes to a level, or leaves it.",
}
