"""The scripts on machines that lack something. Installing itself is tried by every run from a fresh clone."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone without anything installed, under a path with a space."""
    root = tmp_path / "a clone"
    shutil.copytree(ROOT / "bin", root / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt", "package-lock.json"):
        shutil.copy(ROOT / name, root)
    package = root / "src" / "kenbun"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(
        "import os, sys; print(sys.argv[1:], os.environ['KENBUN_DATA_DIR'], os.getcwd(), sep='|')"
    )
    return root


def _program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def _installed(root: Path) -> None:
    """As after an installation: the Python that runs the tests, and stamps for the locks as they are."""
    (root / ".venv" / "bin").mkdir(parents=True)
    for name in ("bin/python", "lib", "pyvenv.cfg"):
        (root / ".venv" / name).symlink_to(Path(sys.prefix) / name)
    (root / "node_modules").mkdir()
    script = "import _install as i; [i._stamp(n) for n in ['requirements.txt', 'package-lock.json']]"
    environment = {**os.environ, "PYTHONPATH": str(root / "bin")}
    subprocess.run([root / ".venv" / "bin" / "python", "-c", script], check=True, env=environment)


def _call(
    script: Path, *words: str, cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KENBUN_")}
    return subprocess.run(
        [script, *words],
        cwd=cwd,
        env={**kept, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_too_old_a_python_is_told(checkout: Path, tmp_path: Path) -> None:
    """Without Python 3.11 the script says what it needs, what there is, and how to get it."""
    tools = tmp_path / "tools"
    _program(tools, "python3", '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    for name in ("dirname", "tail", "sh"):
        (tools / name).symlink_to(shutil.which(name) or "")
    done = _call(checkout / "bin" / "run", PATH=str(tools))
    assert done.returncode == 1
    assert "Python 3.11 or later" in done.stderr
    assert "python3: Python 3.9.2" in done.stderr
    assert "python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_nothing_is_done_twice(checkout: Path, tmp_path: Path) -> None:
    """Once installed, a script starts without pip, npm or a word, from any folder."""
    _installed(checkout)
    done = _call(checkout / "bin" / "run", cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout.strip() == f"['serve']|{checkout}/.kenbun|{tmp_path}"


def test_arguments_and_data_directory_are_handed_on(checkout: Path, tmp_path: Path) -> None:
    """bin/kenbun hands on its arguments as they are; a data directory that is set stays set."""
    _installed(checkout)
    data = str(tmp_path / "my data")
    done = _call(checkout / "bin" / "kenbun", "token", "create", "two words", KENBUN_DATA_DIR=data)
    assert done.stdout.strip() == f"['token', 'create', 'two words']|{data}|{Path.cwd()}"


def test_a_changed_lock_is_installed(checkout: Path) -> None:
    """A new lock is noticed; a failed installation is shown, ends with 1 and is tried again the next time."""
    _installed(checkout)
    (checkout / "requirements.txt").write_text("no-such-package-as-this==1.0\n")
    for _ in range(2):
        done = _call(checkout / "bin" / "run", PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
        assert done.returncode == 1
        assert "installing Python packages" in done.stderr
        assert "no-such-package-as-this" in done.stderr
        assert done.stdout == ""


def test_two_at_once_wait_for_each_other(checkout: Path) -> None:
    """An installation under way is waited for, and not done over."""
    _installed(checkout)
    stamp = checkout / ".venv" / ".installed-requirements.txt"
    kept = stamp.read_text()
    stamp.unlink()
    holder = subprocess.Popen(
        [
            "flock",
            checkout / ".venv" / "install.lock",
            "sh",
            "-c",
            f"echo held; sleep 1; printf {kept} > '{stamp}'",
        ],
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    holder.stdout.readline()
    done = _call(checkout / "bin" / "run")
    holder.wait()
    assert done.returncode == 0
    assert "another installation is under way" in done.stderr
    assert "installing" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_a_clone_of_somebody_else(checkout: Path) -> None:
    """Who may not write to the clone is told what to do, in one line."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        clone = shutil.copytree(checkout, Path(folder) / "clone")
        nobody = ["setpriv", "--reuid=65534", "--clear-groups", "env", "KENBUN_PYTHON=/usr/bin/python3"]
        done = subprocess.run([*nobody, clone / "bin" / "run"], capture_output=True, text=True, check=False)
    if "needs Python" in done.stderr:
        pytest.skip("there is no Python that another user can run")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "run bin/run once as its owner" in done.stderr
