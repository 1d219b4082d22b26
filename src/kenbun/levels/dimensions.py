"""The scores that can have levels, and whose they are."""

from dataclasses import dataclass
from typing import Literal, get_args

from kenbun.subject import Subject

Dimension = Literal["engagement", "profile", "account", "account_engagement"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


@dataclass(frozen=True, slots=True)
class Scored:
    """`table`, `key` and `column` say where lists have the score."""

    title: str
    subject: Subject
    table: str
    key: str
    column: str


SCORED: dict[Dimension, Scored] = {
    "engagement": Scored("Engagement", "lead", "leads", "lead_id", "engagement_score"),
    "profile": Scored("Profile", "lead", "leads", "lead_id", "profile_score"),
    "account": Scored("Account", "account", "accounts", "account_id", "account_score"),
    "account_engagement": Scored(
        "Account engagement", "account", "accounts", "account_id", "engagement_score"
    ),
}
