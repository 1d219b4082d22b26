"""The leaves that are told by a key of their own: read, refused where they are wrong, and written as they were."""

from typing import Any

import pytest

from kenbun.conditions import (
    Allowed,
    ConditionError,
    Count,
    Leaf,
    depends_on,
    parse,
    to_json,
    turning,
)
from kenbun.conditions.facts import DIMENSIONS
from kenbun.conditions.short import SHAPES
from kenbun.conditions.turning import Aged, Dated, Happened, Scored

NAMES = {
    "segment": {"trials": "seg_1", "seg_1": "seg_1"},
    "member": {"ada": "usr_1", "usr_1": "usr_1"},
    "role": {"champion": "role_1", "role_1": "role_1"},
    "level.engagement": {"hot": "Hot"},
}
EVERYTHING = Allowed(
    "Segments",
    metadata=False,
    lead=frozenset({"title", "status"}),
    account=frozenset({"plan"}),
    score=frozenset(DIMENSIONS),
    counts=True,
    short=frozenset(SHAPES),
    sequences=True,
    names=NAMES,
)
OF_LEAD = {"field": "lead.title", "operator": "is_empty"}
PRICING = {"field": "metadata.path", "operator": "contains", "value": "/pricing"}


def read(leaf: Any, allowed: Allowed = EVERYTHING) -> Any:
    return parse(leaf, allowed=allowed)


def refusal(leaf: Any, allowed: Allowed = EVERYTHING) -> tuple[str, str]:
    with pytest.raises(ConditionError) as caught:
        read({"all": [{"watched": True}, leaf]}, allowed)
    return caught.value.path.removeprefix("conditions.all[1]").removeprefix("."), caught.value.message


@pytest.mark.parametrize(
    "leaf",
    [
        {"did": "Login", "times": {"at_least": 1}},
        {"did": None, "times": {"at_least": 1}},
        {"did": "Login", "times": {"at_most": 0}},
        {"did": "Login", "times": {"exactly": 0}, "within_days": 1},
        {"did": "Login", "times": {"exactly": 1}},
        {"did": "Login", "times": {"at_most": 1000}},
        {"did": "A", "then": "B", "within_seconds": 7200},
        {"did": "A", "then": "B", "within_seconds": 60},
        {"did": "A", "then": "B", "within_seconds": 90},
        {"did": "A", "then": "B", "within_seconds": 172800},
        {"score": "engagement", "operator": "gte", "value": 50},
        {"score": "account", "operator": "equals", "value": 5, "ever": True},
        {"level": "engagement", "operator": "is", "value": "Hot"},
        {"level": "engagement", "operator": "is_not", "value": "Hot"},
        {"level": "engagement", "operator": "at_least", "value": "Hot"},
        {"last_activity": "within", "days": 7},
        {"last_activity": "not_within", "days": 30},
        {"created_within_days": 1},
        {"member_of": "seg_1"},
        {"owner": "usr_1"},
        {"owner": None},
        {"has_account": True},
        {"has_account": False},
        {"watched": True},
        {"converted": False},
        {"committee_role": "role_1"},
        {"surging": True},
        {"leads": {"operator": "gte", "value": 3}},
        {"active_leads": {"operator": "equals", "value": 0}},
        {"did": "Page View", "channel": "website", "where": PRICING, "times": {"at_least": 3}, "within_days": 30},
        {"did": "Login", "times": {"at_least": 2}, "between": ["2026-01-01", "2026-01-31"]},
        {"score": "profile", "operator": "between", "value": [1, 5], "within_days": 7},
    ],
)  # fmt: skip
def test_a_leaf_is_written_as_it_was_read(leaf: dict[str, Any]) -> None:
    """JSON comes back the same."""
    assert to_json(read(leaf)) == leaf


@pytest.mark.parametrize(
    ("leaf", "path", "words"),
    [
        ({"did": ""}, "did", "Name the event type"),
        ({"did": 5}, "did", "Name the event type"),
        ({"did": "a\0"}, "did", "cannot be stored"),
        ({"did": "A", "channel": 5}, "channel", "Name the channel"),
        ({"did": "A", "days": 3}, "", "A condition on “did” has did, between, channel"),
        ({"did": "A", "times": 3}, "times", 'Give one of {"at_least": 3}'),
        ({"did": "A", "times": {}}, "times", 'Give one of {"at_least": 3}'),
        ({"did": "A", "times": {"at_least": 1, "at_most": 2}}, "times", "Give one of"),
        ({"did": "A", "times": {"about": 1}}, "times", "Give one of"),
        ({"did": "A", "times": {"at_least": -1}}, "times.at_least", "from 0 to 1,000,000"),
        ({"did": "A", "times": {"exactly": 1.5}}, "times.exactly", "whole number"),
        ({"did": "A", "times": {"exactly": True}}, "times.exactly", "whole number"),
        ({"did": "A", "within_days": 0}, "within_days", "from 1 to 36,500"),
        ({"did": "A", "within_days": "7"}, "within_days", "whole number of days"),
        ({"did": "A", "between": "2026-01-01"}, "between", "first and the last date"),
        ({"did": "A", "between": ["2026-01-01"]}, "between", "first and the last date"),
        ({"did": "A", "between": ["2026-02-30", "2026-03-01"]}, "between[0]", "Give a date"),
        ({"did": "A", "between": ["2026-01-01", 5]}, "between[1]", "Give a date"),
        ({"did": "A", "between": ["2026-02-01", "2026-01-01"]}, "between", "swap them"),
        ({"did": "A", "between": ["2026-01-01", "2026-01-02"], "within_days": 3}, "between", "not both"),
        ({"did": "A", "where": {"all": [OF_LEAD]}}, "where.all[0].field", "only look at the event's metadata"),
        ({"did": "A", "where": {"did": "B"}}, "where", "may not ask for “did”"),
        ({"did": "A", "then": "B"}, "within_seconds", "whole number of seconds"),
        ({"did": "A", "then": None, "within_seconds": 5}, "then", "Name the type"),
        ({"did": None, "then": "B", "within_seconds": 5}, "did", "Name the type of the first"),
        ({"did": "A", "then": "B", "within_seconds": 5, "where": PRICING}, "", "and nothing else"),
        ({"score": "fame", "operator": "gte", "value": 1}, "score", "Give one of: engagement, profile, account"),
        ({"score": ["engagement"], "operator": "gte", "value": 1}, "score", "Give one of"),
        ({"score": "engagement", "operator": "contains", "value": "5"}, "operator", "A score is compared by one of"),
        ({"score": "engagement", "operator": "gte", "value": "2026-01-01"}, "value", "Give a number"),
        ({"score": "engagement", "operator": "gte", "value": "x", "ever": True}, "value", "Give a number"),
        ({"score": "engagement", "operator": "gte", "value": 5, "ever": 1}, "ever", "Give true"),
        ({"score": "engagement", "operator": "gte", "value": 5, "ever": True, "within_days": 5}, "ever", "not both"),
        ({"level": "engagement", "operator": "is", "value": "Tepid"}, "value", "There is no level “Tepid”"),
        ({"level": "engagement", "operator": "above", "value": "Hot"}, "operator", "Give one of: is, is_not, at_least"),
        ({"last_activity": 7}, "last_activity", "within, not_within"),
        ({"last_activity": "within"}, "days", "whole number of days"),
        ({"created_within_days": 1.5}, "created_within_days", "whole number of days"),
        ({"member_of": "Nobody"}, "member_of", "There is no segment “Nobody”; there are: seg_1"),
        ({"member_of": None}, "member_of", "Name a segment"),
        ({"owner": 5}, "owner", "Name a member"),
        ({"owner": "eve"}, "owner", "There is no member"),
        ({"committee_role": "Jester"}, "committee_role", "There is no role"),
        ({"watched": "yes"}, "watched", "Give true or false"),
        ({"surging": None}, "surging", "Give true or false"),
        ({"leads": 3}, "leads", "Give an operator and a number"),
        ({"leads": {"operator": "is_empty"}}, "leads.operator", "A count is compared by one of"),
        ({"active_leads": {"operator": "gte", "value": "many"}}, "active_leads.value", "Give a number"),
        (PRICING, "field", "ask for it in the where of did"),
    ],
)  # fmt: skip
def test_a_faulty_leaf_is_refused_where_it_stands(leaf: dict[str, Any], path: str, words: str) -> None:
    """The error names the part of the leaf, within the groups around it, and says what to write."""
    where, message = refusal(leaf)
    assert where == path
    assert words in message


@pytest.mark.parametrize("key", SHAPES)
def test_a_place_allows_what_it_says(key: str) -> None:
    """Where a leaf is not allowed it is refused by its name, never taken for another."""
    path, message = refusal({key: True}, Allowed.all("Rules", lead=[]))
    assert path in ("", "conditions.all[0]") or message
    with pytest.raises(ConditionError, match=f"Rules may not ask for “{key}”"):
        read({key: True}, Allowed.all("Rules"))


def test_names_become_what_is_kept() -> None:
    """People write a name in any case; what is kept is the id, or the level as it is called."""
    assert to_json(read({"member_of": "TRIALS"})) == {"member_of": "seg_1"}
    assert to_json(read({"committee_role": "champion"})) == {"committee_role": "role_1"}
    assert to_json(read({"level": "engagement", "value": "hot"})) == {
        "level": "engagement",
        "operator": "is",
        "value": "Hot",
    }


def test_two_spellings_are_one_leaf() -> None:
    """A count of events and what was done mean the same, so they are asked once; each is written as it was read."""
    short = read({"did": "Login", "times": {"at_least": 3}, "within_days": 7})
    long = read({"count": "events", "event_type": "Login", "days": 7, "operator": "gte", "value": 3})
    assert short == long
    assert hash(short) == hash(long)
    assert to_json(short) != to_json(long)
    assert read({"score": "engagement", "operator": "gte", "value": 5}) == read(
        {"field": "score.engagement", "operator": "gte", "value": 5}
    )


def test_events_to_look_through_are_bounded() -> None:
    """Each condition about events is a walk through them: so many in a tree, and no more."""
    some = [{"did": f"Type {number}"} for number in range(40)]
    read({"any": some})
    with pytest.raises(ConditionError, match="at most 40"):
        read({"any": [*some, {"did": "A", "then": "B", "within_seconds": 5}]})


def test_what_a_tree_depends_on() -> None:
    """All that can change it is told: types of events, scores, levels, segments, and what other rooms know."""
    seen = depends_on(
        read(
            {
                "all": [
                    {"did": "Login", "times": {"at_least": 2}},
                    {"did": "A", "then": "B", "within_seconds": 5}, {"score": "profile", "operator": "gte", "value": 1},
                    {"none": [{"level": "engagement", "operator": "is", "value": "Hot"}, {"member_of": "seg_1"}]},
                    {"owner": None}, {"surging": True}, {"last_activity": "within", "days": 3},
                ]
            }
        )
    )  # fmt: skip
    assert seen.deeds == {"Login", "A", "B"}
    assert seen.scores == {"profile", "engagement"}
    assert seen.levels == {"engagement"}
    assert seen.segments == {"seg_1"}
    assert seen.known == {"owner", "surging", "account", "activity"}
    assert seen.time
    assert not depends_on(read({"did": "Login"})).time


@pytest.mark.parametrize(
    ("leaf", "window"),
    [
        ({"did": "A", "within_days": 7}, Happened(Count("events", "A", days=7), 7)),
        ({"last_activity": "not_within", "days": 7}, Aged("activity", 7)),
        ({"created_within_days": 7}, Aged("creation", 7)),
        ({"active_leads": {"operator": "gte", "value": 1}}, Aged("activity of leads", 30)),
        ({"score": "profile", "operator": "gte", "value": 1, "within_days": 7}, Scored("profile", 7)),
    ],
)
def test_time_alone_changes_what_has_a_window(leaf: dict[str, Any], window: Any) -> None:
    """Each window is named, so that only those with something at its edge need a look."""
    assert turning(read({"none": [leaf, {"watched": True}]})) == {window}


def test_status_ages_twice_and_dates_by_the_day() -> None:
    """Active becomes Quiet, then Inactive; dates in the last days leave as a day begins, those of events too."""
    status = read({"field": "lead.status", "operator": "equals", "value": "Active"})
    assert turning(status) == {Aged("activity", 30), Aged("activity", 90)}
    recent = {"operator": "in_last", "value": {"days": 3}}
    dated = read({"field": "lead.title", **recent})
    assert isinstance(dated, Leaf)
    assert turning(dated) == {Dated(dated.field, 3)}  # type: ignore[arg-type]
    done = read({"did": "A", "where": {"field": "metadata.due", **recent}})
    assert turning(done) == {Dated(done.field, 3)}
    assert not turning(read({"did": "A", "between": ["2026-01-01", "2026-02-01"]}))
