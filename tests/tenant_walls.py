"""Fails the run where a statement of any test touches a tenant's table without naming the workspace.

A reference to a table is walled when `workspace_id` is compared for it (or for the whole statement, where the
column stands without a table's name), or is among the columns that an INSERT fills. A statement that has to
look across workspaces says so: it carries the comment `/* all workspaces */`.
"""

import os
import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, event

MARK = "/* all workspaces */"

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_SCHEMA = re.compile(r"\s*(CREATE|ALTER|DROP|TRUNCATE|COMMENT|ANALYZE|VACUUM|LOCK|COPY)\b", re.IGNORECASE)
# Words that may stand where an alias could.
_NO_ALIAS = frozenset(
    """
    as on where set using join left right inner outer full cross natural group order limit offset union values
    default select returning for when tablesample having window with intersect except fetch only
    """.split()  # noqa: SIM905 (as it would be read aloud)
)


def tenant_tables(metadata: MetaData) -> frozenset[str]:
    return frozenset(name for name, table in metadata.tables.items() if "workspace_id" in table.columns)


def breaches(statement: str, tables: Collection[str]) -> list[str]:
    """The tenant tables that the statement touches without naming a workspace."""
    if MARK in statement or _SCHEMA.match(statement):
        return []
    sql = _LITERAL.sub("''", _COMMENT.sub(" ", statement))
    # of a union over many rules each table is named many times
    return sorted(
        {table for table, alias, rest in {*_references(sql, tables)} if not _walled(sql, alias, rest)}
    )


def _references(sql: str, tables: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Each table that is read or written, the name it goes by, and the text after an INSERT's target."""
    for match in _reference(frozenset(tables)).finditer(sql):
        word, table, alias = match.groups()
        if word == "," and not _in_from(sql[: match.start()]):
            continue
        named = alias if alias and alias.lower() not in _NO_ALIAS else table
        yield table, named, sql[match.end(2) :] if word.upper() == "INTO" else ""


@cache
def _reference(tables: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(tables, key=len, reverse=True)))
    place = r"(?:\b|(?=,))(FROM|JOIN|UPDATE|INTO|USING|,)\s*(?:ONLY\s+|LATERAL\s+)?"
    target = rf'(?:public\.)?"?({names})"?(?![\w.])(?:\s+(?:AS\s+)?"?([a-z_]\w*)"?)?'
    return re.compile(place + target, re.IGNORECASE)


def _in_from(before: str) -> bool:
    """Whether a comma at the end of this text separates tables: the last clause begun is a FROM or USING, and no
    bracket is open since, as around the columns of `AS t (a, b)`."""
    clauses = list(
        re.finditer(r"\b(SELECT|FROM|USING|WHERE|SET|VALUES|ON|BY|RETURNING|INTO)\b", before, re.IGNORECASE)
    )
    if not clauses or clauses[-1][0].upper() not in {"FROM", "USING"}:
        return False
    since = before[clauses[-1].end() :]
    return since.count("(") <= since.count(")")


def _walled(sql: str, name: str, inserted: str) -> bool:
    if inserted and (columns := re.match(r"\s*(?:AS\s+\w+\s*)?\(([^)]*)\)", inserted, re.IGNORECASE)):
        return "workspace_id" in columns[1]
    column = rf'(?:(?<![\w."])|(?<![\w"])"?{re.escape(name)}"?\.)"?workspace_id"?(?!\w)'
    compared = rf"{column}\s*(?:=|IN\b|IS NOT DISTINCT)|(?:=|IS NOT DISTINCT FROM)\s*{column}"
    in_row = rf"\(\s*(?:[^()]*,)?\s*{column}[^()]*\)\s*(?:=|IN\b)|(?:=|\bUSING)\s*\(\s*{column}"
    return bool(re.search(f"{compared}|{in_row}", sql, re.IGNORECASE))


class Watch:
    """Remembers the first statement per table that broke through, and the test that sent it."""

    def __init__(self, tables: frozenset[str]) -> None:
        self.tables = tables
        self.found: dict[tuple[str, str], str] = {}
        # of each no more than its hash: the texts of a whole run take hundreds of megabytes
        self._seen: set[int] = set()

    def see(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if (known := hash(statement)) in self._seen:
            return
        self._seen.add(known)
        test = os.environ.get("PYTEST_CURRENT_TEST", "outside of tests")
        for table in breaches(statement, self.tables):
            self.found.setdefault((table, statement), test)


_WATCH = pytest.StashKey[Watch]()
_TOLD = "statements that name no workspace"


def pytest_configure(config: pytest.Config) -> None:
    from kenbun.database.schema import metadata

    watch = config.stash[_WATCH] = Watch(tenant_tables(metadata))
    event.listen(Engine, "before_cursor_execute", watch.see)


def pytest_sessionfinish(session: pytest.Session) -> None:
    found = session.config.stash[_WATCH].found
    # where tests are spread over processes, what each found is told by the one that started them
    if (told := getattr(session.config, "workeroutput", None)) is not None:
        told[_TOLD] = [[table, statement, test] for (table, statement), test in found.items()]
    elif found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for table, statement, test in getattr(node, "workeroutput", {}).get(_TOLD, []):
        node.config.stash[_WATCH].found.setdefault((table, statement), test)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not (found := config.stash[_WATCH].found):
        return
    terminalreporter.section("statements that name no workspace", red=True)
    for (table, statement), test in found.items():
        terminalreporter.line(f"{table}, in {test}:\n    {' '.join(statement.split())[:600]}", red=True)
