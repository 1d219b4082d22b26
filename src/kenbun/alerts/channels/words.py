"""A message as people read it: a title, what happened, why, how the score stands."""

from __future__ import annotations

from dataclasses import dataclass

from kenbun.alerts.message import Message


@dataclass(frozen=True, slots=True)
class Told:
    """Plain texts, whatever stands in names: each channel escapes them as its language demands."""

    title: str
    name: str
    happened: str
    why: str
    facts: list[tuple[str, str]]
    url: str
    workspace: str


def told(message: Message) -> Told:
    subject = message.subject
    return Told(
        title=f"{message.trigger.name}: {subject.name}",
        name=subject.name,
        happened=message.cause.words,
        why=subject.why,
        facts=[
            (dimension.replace("_", " ").capitalize(), f"{score:,}{_level(subject.levels.get(dimension))}")
            for dimension, score in subject.scores.items()
        ],
        url=subject.url,
        workspace=message.workspace.name,
    )


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _level(name: str | None) -> str:
    return f" · {name}" if name else ""
