import random
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from operator import or_
from typing import Any

import pytest

from kenbun.access.workspaces import list_workspaces
from kenbun.database.engine import Database
from kenbun.demo import make_demo
from kenbun.demo.history import EVENTS
from kenbun.levels.bands import Bands
from kenbun.levels.defaults import default_bands
from kenbun.scoring.defaults import DEFAULT_RULES
from kenbun.scoring.fit.account_receipt import explain_account
from kenbun.scoring.fit.defaults import DEFAULT_FIT_RULES
from kenbun.scoring.fit.receipt import explain_lead
from kenbun.scoring.fit.score_queries import matching
from kenbun.scoring.fit.version_queries import versions_in_force
from kenbun.scoring.receipt import explain
from tests.demo.conftest import NOW, Demo
from tests.segments.segmented import members_from_scratch


async def test_has_the_size_it_promises(demo: Demo) -> None:
    """Sixty companies, five hundred people, thirty thousand events."""
    [(companies,)] = await demo.rows("SELECT count(*) FROM accounts WHERE workspace_id = :workspace")
    [(people,)] = await demo.rows("SELECT count(*) FROM leads WHERE workspace_id = :workspace")
    [(events,)] = await demo.rows("SELECT count(*) FROM events WHERE workspace_id = :workspace")

    assert companies == 60
    assert 495 <= people <= 510
    assert events == EVENTS


async def test_says_how_far_it_is(demo: Demo) -> None:
    """Progress goes up step by step and ends with everything done."""
    assert all(before[0] < after[0] for before, after in pairwise(demo.progress))
    assert demo.progress[-1][0] == demo.progress[-1][1]
    assert len(demo.progress) > 100


async def test_leaves_nothing_waiting(demo: Demo) -> None:
    """Every call was worked off, and none was refused."""
    assert await demo.rows("SELECT 1 FROM event_inbox WHERE workspace_id = :workspace") == []
    assert await demo.rows("SELECT 1 FROM rejected_events WHERE workspace_id = :workspace") == []


async def test_spreads_over_the_levels(demo: Demo) -> None:
    """Most are cold, fewer warm, fewer hot, and a handful very hot: a list worth sorting."""
    scores = [row.engagement_score for row in await demo.rows(_SCORES)]
    shares = Counter(min(score // 25, 3) for score in scores)
    cold, warm, hot, very_hot = (shares[level] / len(scores) for level in range(4))

    assert 0.5 < cold < 0.72
    assert 0.14 < warm < 0.3
    assert 0.06 < hot < 0.18
    assert 0.03 < very_hot < 0.1


async def test_fit_spreads_over_the_levels(demo: Demo) -> None:
    """Every level of profile and account scores has its people and companies, and none has nearly all of them."""
    profiles = await demo.rows(_PROFILES)
    people = Counter(default("profile").level_of(row.score) for row in profiles)
    accounts = await demo.rows(_ACCOUNTS)
    companies = Counter(default("account").level_of(row.score) for row in accounts)

    assert set(people) == {"Poor Fit", "Okay Fit", "Strong Fit", "Perfect Fit"}
    assert all(0.03 < count / len(profiles) < 0.6 for count in people.values()), people
    assert set(companies) == {"Low Priority", "Standard", "Qualified", "Target"}
    assert all(0.05 < count / len(accounts) < 0.6 for count in companies.values()), companies


_PROFILES = "SELECT profile_score AS score FROM leads WHERE workspace_id = :workspace"
_ACCOUNTS = "SELECT account_score AS score FROM accounts WHERE workspace_id = :workspace"


def default(dimension: str) -> Bands:
    return Bands.read(default_bands(dimension))


async def test_every_fit_rule_has_matched(demo: Demo) -> None:
    """Rules that a workspace starts with are about values that people and companies have, but for revenue."""
    unmatched = set()
    async with demo.database.transaction() as connection:
        for dimension in DEFAULT_FIT_RULES:
            [version] = await versions_in_force(connection, demo.workspace_id, dimension)
            matched = [False] * len(version.active)
            table = {"profile": "lead_profiles", "account": "accounts"}[dimension]
            for row in await demo.rows(f"SELECT fields FROM {table} WHERE workspace_id = :workspace"):
                matched = [*map(or_, matched, await matching(connection, version, row.fields))]
            unmatched |= {
                rule.draft.name for rule, hit in zip(version.active, matched, strict=True) if not hit
            }

    assert unmatched == {"Revenue from 10 million"}


_SCORES = "SELECT engagement_score FROM leads WHERE workspace_id = :workspace"


async def test_every_rule_has_matched(demo: Demo) -> None:
    """No rule that a workspace starts with is without an example: some receipt shows it."""
    # one lead for each type of event and each part of the website
    leads = await demo.rows("""
        SELECT DISTINCT ON (type_id, split_part(metadata ->> 'path', '/', 2)) lead_id FROM events
        WHERE workspace_id = :workspace ORDER BY type_id, split_part(metadata ->> 'path', '/', 2), event_id
    """)
    shown = set()
    async with demo.database.transaction() as connection:
        for lead_id in {row.lead_id for row in leads}:
            receipt = await explain(connection, demo.workspace_id, lead_id, NOW)
            shown |= {line.rule.name for line in receipt.scores[0].lines if line.rule}

    assert shown == {rule.name for rule in DEFAULT_RULES}


async def test_the_past_was_received_in_the_past(demo: Demo) -> None:
    """Events came in seconds after they happened, leads and aliases with the first of them, all under rules."""
    [late] = await demo.rows("""
        SELECT count(*) FILTER (WHERE received_at <= happened_at) AS early,
               count(*) FILTER (WHERE received_at > happened_at + interval '10 seconds') AS late,
               max(received_at) AS last, min(received_at) AS first
        FROM events WHERE workspace_id = :workspace
    """)
    [rules] = await demo.rows(
        "SELECT max(in_force_from) AS since FROM ruleset_versions WHERE workspace_id = :workspace"
    )
    unborn = await demo.rows("""
        SELECT 1 FROM leads l JOIN events e USING (workspace_id, lead_id)
        WHERE l.workspace_id = :workspace AND e.received_at < l.created_at
    """)
    ahead = await demo.rows("""
        SELECT 1 FROM lead_aliases a JOIN leads l USING (workspace_id, lead_id)
        WHERE a.workspace_id = :workspace AND a.created_at < l.created_at
    """)

    assert (late.early, late.late, unborn, ahead) == (0, 0, [], [])
    assert rules.since < late.first
    assert late.last <= NOW


async def test_the_past_can_be_explained(demo: Demo) -> None:
    """A receipt as of the moment of a level change gives the score and the level that it led to."""
    changes = await demo.rows("""
        SELECT subject, subject_id, dimension, changed_at, to_level, score FROM level_changes
        WHERE workspace_id = :workspace ORDER BY change_id
    """)
    assert len(changes) > 500
    told = Counter(change.dimension for change in changes)
    assert set(told) == {"engagement", "profile", "account"}
    async with demo.database.transaction() as connection:
        for dimension in told:
            some = [change for change in changes if change.dimension == dimension]
            for change in random.Random(7).sample(some, 40):
                explain: Any = explain_lead if change.subject == "lead" else explain_account
                receipt = await explain(connection, demo.workspace_id, change.subject_id, change.changed_at)
                [card] = [one for one in receipt.scores if one.dimension == dimension]
                assert (card.score, card.level) == (change.score, change.to_level)


async def test_levels_changed_all_along(demo: Demo) -> None:
    """People rose and cooled down in each of the last twelve weeks, not all at once at the end."""
    weeks = await demo.rows(
        """
        SELECT floor(extract(epoch FROM cast(:now AS timestamptz) - changed_at) / 604800) AS week, cause
        FROM level_changes WHERE workspace_id = :workspace GROUP BY 1, 2
        """,
        now=NOW,
    )

    assert {(week, cause) for week in range(12) for cause in ("event", "fading")} <= {
        tuple(row) for row in weeks
    }


async def test_scores_are_of_the_present(demo: Demo) -> None:
    """No lead waits to fade, the workspace's time is now, and receipts give the scores that are listed."""
    leads = await demo.rows("""
        SELECT lead_id, engagement_score, scored_at, fades_at FROM leads
        WHERE workspace_id = :workspace ORDER BY lead_id
    """)
    [tick] = await demo.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :workspace")

    assert tick.ticked_at == NOW
    assert all(lead.fades_at is None or lead.fades_at > NOW for lead in leads)
    async with demo.database.transaction() as connection:
        for lead in random.Random(7).sample(leads, 40):
            receipt = await explain(connection, demo.workspace_id, lead.lead_id, lead.scored_at)
            assert receipt.scores[0].score == lead.engagement_score


async def test_has_people_who_are_hard_to_place(demo: Demo) -> None:
    """Some have a free-mail address, some no address at all, some are there twice."""
    basis = Counter(row.account_basis for row in await demo.rows(_BASIS))
    doubles = await demo.rows(
        "SELECT 1 FROM suggested_duplicates WHERE workspace_id = :workspace AND subject = 'lead'"
    )

    assert basis["free_mail"] >= 20
    assert basis["no_email"] >= 10
    assert basis["account_id"] >= 50
    assert basis["domain"] >= 100
    assert len(doubles) >= 5


_BASIS = "SELECT account_basis FROM leads WHERE workspace_id = :workspace"


async def test_an_interrupted_one_leaves_nothing_behind(demo: Demo, empty: Database) -> None:
    """Whoever ends it halfway finds no half workspace at the next start."""

    def interrupt(done: int, _total: int) -> None:
        if done > 1000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await make_demo(empty, lambda: NOW, interrupt)

    async with empty.transaction() as connection:
        assert [each.workspace_id for each in await list_workspaces(connection)] == [demo.workspace_id]
    [(events,)] = await demo.rows("SELECT count(*) FROM events /* all workspaces */")
    assert events == EVENTS


async def test_triggers_have_fired_all_along(demo: Demo) -> None:
    """Ready-made ones, of which somebody who looks around sees whom they found and when."""
    fired = await demo.rows(
        "SELECT t.name, count(f.firing_id) AS firings, min(f.at) AS first FROM triggers t"
        " LEFT JOIN trigger_firings f ON f.workspace_id = t.workspace_id AND f.trigger_id = t.trigger_id"
        " AND f.state = 'fired' WHERE t.workspace_id = :workspace"
        " AND t.kind IN ('milestone', 'sequence') GROUP BY t.name"
    )
    assert len(fired) == 2
    for one in fired:
        assert one.firings >= 5, one
        assert one.first < NOW - timedelta(days=30), one


async def test_segments_have_been_followed_all_along(demo: Demo) -> None:
    """Ready-made ones: people have come and gone for months, by what they did and by time alone; and who is in at the
    end is who a computation from scratch finds."""
    moved = await demo.rows(
        "SELECT s.name, count(*) FILTER (WHERE c.entered) AS entries, count(*) FILTER (WHERE NOT c.entered) AS exits,"
        " min(c.at) AS first FROM segments s JOIN segment_changes c ON c.workspace_id = s.workspace_id"
        " AND c.segment_id = s.segment_id WHERE s.workspace_id = :workspace GROUP BY s.name"
    )
    assert len(moved) == 4, moved
    for one in moved:
        assert one.entries > one.exits > 0, one
        assert one.first < NOW - timedelta(days=30), one
    members = await demo.rows(
        "SELECT segment_id, subject_id FROM segment_members WHERE workspace_id = :workspace"
    )
    assert set(members) == (await members_from_scratch(demo.database, demo.workspace_id)).keys()
