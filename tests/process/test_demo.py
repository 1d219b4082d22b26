"""The demo is made by a process beside the server: it is there when that one is ready, and ends when it does."""

import signal
import subprocess
import sys
import time

import psycopg


def _workspaces(kenbun):
    with psycopg.connect(kenbun.database_url) as connection:
        return connection.execute("SELECT name, (SELECT count(*) FROM events) FROM workspaces").fetchall()


def test_it_ends_with_the_server(kenbun):
    """Killed in the middle, the server leaves no maker behind, and the next start makes one demo, not two."""
    kenbun.environment["KENBUN_DEMO"] = "1"
    kenbun.start(wait=False)
    while "demo data: " not in kenbun.log.read_text():
        assert kenbun.process.poll() is None, kenbun.log.read_text()
        time.sleep(0.02)
    kenbun.end(signal.SIGKILL)
    kenbun.start()
    [(name, events)] = _workspaces(kenbun)
    assert name == "Demo"
    assert events > 25_000


def test_tied_it_ends_with_its_input(kenbun):
    """Nothing of it remains."""
    kenbun.start()
    before = _workspaces(kenbun)
    command = [sys.executable, "-m", "kenbun", "demo", "--tied"]
    done = subprocess.run(command, env=kenbun.environment, stdin=subprocess.DEVNULL, check=False, timeout=60)
    assert done.returncode == 1
    assert _workspaces(kenbun) == before
