"""What the conditions of a segment can be about in a workspace: its own fields, levels and people included."""

from __future__ import annotations

from collections.abc import Iterable

from kenbun.builder import vocabulary as builder
from kenbun.builder.vocabulary import Choice, Subject
from kenbun.kit.ids import public
from kenbun.leads.status import STATUSES
from kenbun.segments.evaluation import Kind
from kenbun.segments.language.vocabulary import Vocabulary

_YES_OR_NO = (Choice(True, "yes"), Choice(False, "no"))
_SCORES: dict[Kind, dict[str, str]] = {
    "lead": {"engagement": "Engagement", "profile": "Profile", "account": "Account"},
    "account": {"engagement": "Engagement", "account": "Account"},
}


def subjects_of(known: Vocabulary, itself: str | None = None) -> list[Subject]:
    """What is asked most comes first: a new condition begins with it. `itself` is the id of the segment that is built,
    which cannot ask for its own members."""
    found = [*_behaviour(known.kind), *_scores(known)]
    if known.kind == "lead":
        found.append(Subject("lead.status", "Status", "Lead", "field", "text", _named(STATUSES)))
        found += builder.field_subjects(known.fields.of("lead"), "Lead")
    found += builder.field_subjects(known.fields.of("account"), "Account")
    return [*found, *_relations(known, itself), *_traits(known.kind)]


def _behaviour(kind: Kind) -> list[Subject]:
    found = [Subject("did", "Did event", "Behaviour", "did")]
    if kind == "lead":
        found.append(Subject("sequence", "Did one event, then another", "Behaviour", "sequence"))
    return [
        *found,
        Subject("last_activity", "Last activity", "Behaviour", "activity"),
        *builder.count_subjects(),
    ]


def _scores(known: Vocabulary) -> list[Subject]:
    group, words = "Scores and levels", _SCORES[known.kind]
    scores = [Subject(f"score.{one}", f"{words[one]} score", group, "score", "number") for one in words]
    levels = [
        Subject(f"level.{one}", f"{words[one]} level", group, "level", "text", _named(known.level_names(one)))
        for one in words
    ]
    return scores + levels


def _relations(known: Vocabulary, itself: str | None) -> list[Subject]:
    """How it stands with the team, the buying committee and other segments."""
    people = [Choice(public("usr", one.user_id), one.name or one.email) for one in known.people]
    roles = [Choice(public("role", role_id), name) for role_id, name in known.roles.items()]
    segments = [Choice(public("seg", one.segment_id), one.name) for one in known.segments]
    has_role = "Has role in committee" if known.kind == "lead" else "Committee has role"
    group = "Relations"
    return [
        Subject("owner", "Owner", group, "choice", choices=(Choice(None, "nobody"), *people)),
        Subject(
            "member_of",
            "Member of segment",
            group,
            "choice",
            choices=tuple(one for one in segments if one.value != itself),
            verb="",
        ),
        Subject("committee_role", has_role, group, "choice", choices=tuple(roles), verb=""),
    ]


def _traits(kind: Kind) -> list[Subject]:
    traits = {"has_account": "Has an account"} if kind == "lead" else {}
    traits |= {"converted": "Converted", "watched": "Watched", "surging": "Account is surging"}
    found = [Subject("created_within_days", "Created", "Traits", "days")]
    found += [Subject(one, words, "Traits", "choice", choices=_YES_OR_NO) for one, words in traits.items()]
    if kind == "account":
        found += [
            Subject("leads", "Number of leads", "Traits", "size", "number"),
            Subject("active_leads", "Number of active leads", "Traits", "size", "number"),
        ]
    return found


def _named(names: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, name) for name in names)
