"""The check that holds libraries to their places sees what is out of place, and nothing else."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("_libraries", ROOT / "bin" / "_libraries.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "SOURCE", tmp_path)
    return module


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("leads/queries.py", "from sqlalchemy import select"),
        ("events/inbox_queries.py", "import sqlalchemy as sa"),
        ("access/queries/people.py", "from sqlalchemy.dialects import postgresql"),
        ("conditions/to_sql/walk.py", "from sqlalchemy import func"),
        ("leads/api.py", "from fastapi import APIRouter"),
        ("access/http/cookies.py", "from starlette.requests import Request"),
        ("leads/one.py", "from kenbun.kit import ids"),
    ],
)
def test_in_place(libraries: ModuleType, tmp_path: Path, path: str, text: str) -> None:
    """Statements and tables use SQLAlchemy, what speaks HTTP uses FastAPI."""
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    assert libraries.main() == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("leads/one.py", "from sqlalchemy import select"),
        ("leads/queries.py", "import fastapi"),
        ("leads/api.py", "def late():\n    import sqlalchemy.orm"),
        ("scoring/tables_of_points.py", "from starlette.responses import Response"),
    ],
)
def test_out_of_place(
    libraries: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, text: str
) -> None:
    """Anywhere else the import is named with file and line."""
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    assert libraries.main() == 1
    assert f"src/kenbun/{path}:" in capsys.readouterr().out
