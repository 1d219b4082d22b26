"""What is installed is written down once, and names no place to get it from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9][\w.-]*(?:\[[\w,]+\])?)==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_everything_is_hashed(name: str) -> None:
    """pip refuses a lock in which any package lacks a hash, so each has one."""
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
    pinned = [entry for entry in entries if "==" in entry.splitlines()[0]]
    assert pinned
    assert [entry for entry in pinned if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json", ".npmrc", "pyproject.toml"])
def test_no_registry_is_named(name: str) -> None:
    """Whoever installs decides where from: neither an index nor a download address is written down."""
    place = r"--(?:extra-)?index-url|--find-links|@ https?:|\"resolved\"|\.(?:tgz|whl)\b"
    assert re.findall(place, (ROOT / name).read_text()) == []


def test_tests_run_what_is_shipped() -> None:
    """The lock for tests holds every package of the lock for running, in the same version."""
    assert _pins("requirements.txt").items() <= _pins("requirements-dev.txt").items()


def test_assets_are_exact() -> None:
    """Each npm package is wanted in one version, and the lock has that version with its digest."""
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in entry for path, entry in locked.items() if path)
