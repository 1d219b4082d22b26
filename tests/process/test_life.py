"""The process from start to stop, as a terminal, a supervisor or a script meets it."""

import signal
import time

import httpx
import psutil

from tests.process.conftest import Kenbun


def test_a_day_in_its_life(kenbun: Kenbun) -> None:
    """Ready with a link to sign in; commands work beside it; a second is refused; Ctrl-C ends it all."""
    kenbun.start()
    said = kenbun.log.read_text()
    assert f"ready at {kenbun.address}" in said
    while "/sign-in/link/kbn_link_" not in kenbun.log.read_text():
        time.sleep(0.05)

    token = kenbun.command("token", "create", "a script")
    assert token.returncode == 0
    assert token.stdout.startswith("kbn_pat_")
    assert token.stdout.count("\n") == 1
    answer = httpx.get(
        f"{kenbun.address}/api/leads", headers={"Authorization": f"Bearer {token.stdout.strip()}"}
    )
    assert answer.json()["total"] == 0

    listed = kenbun.command("token", "list").stdout
    assert listed.startswith("tok_")
    assert "\ta script\tadmin\tmade " in listed
    assert kenbun.command("token", "revoke", "a script").returncode == 0
    assert kenbun.command("token", "list").stdout == ""
    assert kenbun.command("token", "revoke", "a script").returncode == 1

    second = kenbun.command("serve", KENBUN_PORT="65000")
    assert second.returncode == 1
    assert f"already running on {kenbun.data_dir} at {kenbun.address}" in second.stderr

    elsewhere = kenbun.data_dir.with_name("elsewhere")
    other = kenbun.command("serve", KENBUN_DATA_DIR=str(elsewhere))
    assert other.returncode == 1
    assert "Address already in use" in other.stderr
    assert "KENBUN_PORT" in other.stderr
    assert not (elsewhere / "postgres").exists()

    database = psutil.Process(kenbun.postmaster)
    begun = time.monotonic()
    assert kenbun.end(signal.SIGINT) == 0
    assert time.monotonic() - begun < 15
    assert not database.is_running()


def test_commands_without_a_server(kenbun: Kenbun) -> None:
    """A command alone starts the database, does its work, prints only its result and stops it again."""
    made = kenbun.command("workspace", "create", "Acme")
    assert made.stdout.startswith("ws_")
    key = kenbun.command("source", "create", "website", "--workspace", "Acme")
    assert key.stdout.startswith("kbn_wk_")
    assert not (kenbun.data_dir / "postgres" / "postmaster.pid").exists()
    unknown = kenbun.command("source", "create", "website", "--workspace", "Other")
    assert unknown.returncode == 1
    assert unknown.stdout == ""
    assert "workspace create" in unknown.stderr


def test_term_while_starting(kenbun: Kenbun) -> None:
    """A supervisor that changes its mind during the start is obeyed, and the database does not stay behind."""
    kenbun.start(wait=False)
    pid_file = kenbun.data_dir / "postgres" / "postmaster.pid"
    while not pid_file.exists():
        time.sleep(0.005)
    kenbun.end(signal.SIGTERM)
    assert not pid_file.exists()
