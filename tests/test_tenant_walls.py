"""The check that keeps tenants apart must itself see through the ways in which statements are written."""

import os
import sys

import pytest

from tests.tenant_walls import breaches

TABLES = {"events", "leads", "lead_aliases", "workspaces"}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM leads WHERE leads.workspace_id = %(w)s",
        "SELECT * FROM leads AS l WHERE l.workspace_id = %(w)s AND l.lead_id = %(id)s",
        'SELECT * FROM "leads" WHERE "workspace_id" = $1',
        "SELECT * FROM events e JOIN leads l ON l.workspace_id = e.workspace_id WHERE e.workspace_id = %(w)s",
        "SELECT * FROM events JOIN leads USING (workspace_id, lead_id) WHERE workspace_id = %(w)s",
        "SELECT * FROM leads WHERE (workspace_id, lead_id) IN (SELECT %(w)s, unnest(%(ids)s))",
        "SELECT * FROM leads l, events e WHERE l.workspace_id = %(w)s AND e.workspace_id = l.workspace_id",
        "INSERT INTO leads (workspace_id, lead_id) VALUES (%(w)s, %(id)s) ON CONFLICT DO NOTHING",
        "INSERT INTO events (lead_id, workspace_id) SELECT lead_id, workspace_id FROM leads "
        "WHERE leads.workspace_id = %(w)s",
        "UPDATE leads SET score = 1 FROM events WHERE leads.workspace_id = %(w)s "
        "AND events.workspace_id = leads.workspace_id",
        "DELETE FROM events WHERE events.workspace_id = %(w)s",
        "WITH touched AS (SELECT lead_id FROM events WHERE workspace_id = %(w)s) SELECT * FROM touched",
        "SELECT /* all workspaces */ workspace_id FROM workspaces",
        "SELECT 'from leads'",
        "SELECT 1 -- from leads",
        "SELECT event FROM leads_by_hand, other",
        "CREATE INDEX one ON leads (lead_id)",
        "SELECT set_config('a', 'b', true)",
        "SELECT t.one FROM unnest(cast(%(ids)s AS uuid[]), cast(%(names)s AS text[])) AS t (one, leads)",
    ],
)
def test_walled(statement: str) -> None:
    """A statement that names the workspace of every table it touches passes."""
    assert breaches(statement, TABLES) == []


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT * FROM leads", ["leads"]),
        ("SELECT leads.workspace_id FROM leads WHERE leads.lead_id = %(id)s", ["leads"]),
        ("SELECT * FROM leads ORDER BY workspace_id", ["leads"]),
        (
            "SELECT * FROM events e JOIN leads l ON l.lead_id = e.lead_id WHERE e.workspace_id = %(w)s",
            ["leads"],
        ),
        (
            "SELECT * FROM leads l, events e WHERE l.workspace_id = %(w)s AND e.lead_id = l.id",
            ["events"],
        ),
        (
            "SELECT * FROM leads WHERE lead_id IN (SELECT lead_id FROM lead_aliases)",
            ["lead_aliases", "leads"],
        ),
        ("SELECT * FROM unnest(%(ids)s) AS t (one), leads", ["leads"]),
        ("UPDATE leads SET score = 0 WHERE lead_id = %(id)s", ["leads"]),
        ("DELETE FROM events WHERE lead_id = %(id)s", ["events"]),
        ("INSERT INTO leads (lead_id) VALUES (%(id)s)", ["leads"]),
        ("SELECT 1 /* workspace_id = 1 */ FROM leads", ["leads"]),
        ("SELECT * FROM leads WHERE name = 'workspace_id = 1'", ["leads"]),
    ],
)
def test_breached(statement: str, tables: list[str]) -> None:
    """A table read or written without a comparison of its workspace is found, hidden words or not."""
    assert breaches(statement, TABLES) == tables


@pytest.mark.parametrize("processes", [(), ("-n", "2")])
def test_the_run_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, processes: tuple[str, ...]
) -> None:
    """A suite in which all tests pass but one statement broke through is red, and says which test sent it.

    So is one that is spread over processes.
    """
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    pytester.makeconftest('pytest_plugins = ["tests.tenant_walls"]')
    pytester.makepyfile(
        """
        from sqlalchemy import create_engine, text

        def test_sly():
            with create_engine("sqlite://").connect() as connection:
                connection.execute(text("CREATE TABLE leads (lead_id int)"))
                connection.execute(text("SELECT lead_id FROM leads"))
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:schemathesis", *processes)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*name no workspace*", "leads, in *test_sly*", "*lead_id FROM leads*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED
