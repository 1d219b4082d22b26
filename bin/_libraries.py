"""Holds two libraries to their places: SQLAlchemy to statements and tables, FastAPI to what speaks HTTP."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "kenbun"
PLACES = {
    "sqlalchemy": {"tables", "queries", "database", "to_sql"},
    "fastapi": {"api", "pages", "app", "http", "web"},
    "starlette": {"api", "pages", "app", "http", "web"},
}
"""For each library, the files and folders that may import it; `inbox_queries.py` counts as `queries`."""


def main() -> int:
    breaches = [breach for file in sorted(SOURCE.rglob("*.py")) for breach in _breaches(file)]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


def _breaches(file: Path) -> Iterator[str]:
    path = file.relative_to(SOURCE).with_suffix("")
    names = {*path.parts, path.name.rpartition("_")[2]}
    for line, library in _imports(file):
        places = PLACES.get(library)
        if places is not None and not names & places:
            yield f"src/kenbun/{path}.py:{line} imports {library}, which only {', '.join(sorted(places))} may"


def _imports(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.partition(".")[0]


if __name__ == "__main__":
    sys.exit(main())
