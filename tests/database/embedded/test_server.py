"""The embedded server lives through what happens to processes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import psutil
import psycopg
import pytest
import pytest_asyncio

from kenbun.database.embedded import ClusterError, EmbeddedServer, ServerError
from kenbun.database.embedded.configuration import DURABLE


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    said: list[str] = []
    server = EmbeddedServer(tmp_path / "data", said.append)
    server.said = said  # type: ignore[attr-defined]
    yield server
    await server.stop()


async def _ask(url: str, query: str) -> list[tuple]:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        cursor = await connection.execute(query)
        return await cursor.fetchall() if cursor.description else []


async def _kill(server: EmbeddedServer) -> None:
    """The postmaster alone, as the kernel does when memory runs out."""
    process = psutil.Process(server.pid)
    process.kill()
    while server.pid is not None:
        await asyncio.sleep(0.01)


async def test_commits_are_durable(server: EmbeddedServer) -> None:
    """Nothing that PostgreSQL offers to make commits less durable is used, whatever the machine."""
    url = await server.start()
    for name, value in {**DURABLE, "data_checksums": "on"}.items():
        assert await _ask(url, f"SHOW {name}") == [(value,)], name
    assert {"fsync", "synchronous_commit", "full_page_writes"} <= DURABLE.keys()


async def test_no_network(server: EmbeddedServer) -> None:
    """The server listens on a socket that only its account and root can reach, and on no port."""
    url = await server.start()
    assert await _ask(url, "SHOW listen_addresses") == [("",)]
    connections = [c for c in psutil.Process(server.pid).net_connections() if c.status == "LISTEN"]
    assert connections == []
    socket_dir = Path((await _ask(url, "SHOW unix_socket_directories"))[0][0].strip('"'))
    assert socket_dir.stat().st_mode & 0o077 == 0


async def test_not_root(server: EmbeddedServer) -> None:
    """PostgreSQL runs without root's rights, also where root starts it in a private folder."""
    await server.start()
    assert psutil.Process(server.pid).uids().effective != 0


async def test_data_survive_a_clean_stop(server: EmbeddedServer) -> None:
    """What was written is there after a stop and a start, and the start needs no recovery."""
    await _ask(await server.start(), "CREATE TABLE kept AS SELECT 1 AS one")
    await server.stop()
    assert server.pid is None
    server.said.clear()  # type: ignore[attr-defined]
    assert await _ask(await server.start(), "SELECT one FROM kept") == [(1,)]
    assert server.said == []  # type: ignore[attr-defined]


async def test_recovery_after_a_kill_is_announced(server: EmbeddedServer) -> None:
    """After a kill the next start says that it recovers, and has everything that was committed."""
    await _ask(await server.start(), "CREATE TABLE kept AS SELECT 1 AS one")
    await _kill(server)
    assert await _ask(await server.start(), "SELECT one FROM kept") == [(1,)]
    assert "recovering" in server.said[-1]  # type: ignore[attr-defined]


async def test_orphans_do_not_keep_a_new_server_out(server: EmbeddedServer) -> None:
    """A backend that is busy when its server is killed is ended: it would keep the next one from starting."""
    url = await server.start()
    busy = "SELECT count(*) FROM generate_series(1, 10000000000)"
    query = asyncio.create_task(_ask(url, busy))
    await asyncio.sleep(0.3)
    await _kill(server)
    assert await asyncio.wait_for(server.start(), 20)
    with pytest.raises(psycopg.OperationalError):
        await query


async def test_a_server_left_running_is_adopted(server: EmbeddedServer, tmp_path: Path) -> None:
    """Where kenbun was killed and its database lives on, the next start takes that one over."""
    script = (
        "import asyncio, os, signal, sys; from pathlib import Path\n"
        "from kenbun.database.embedded import EmbeddedServer\n"
        "async def main():\n"
        "    await EmbeddedServer(Path(sys.argv[1])).start()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path / "data"], check=False)
    assert done.returncode == -signal.SIGKILL
    left = server.pid
    assert left is not None
    assert await _ask(await server.start(), "SELECT 1") == [(1,)]
    assert server.pid == left


async def test_watch_restarts_a_dead_server(server: EmbeddedServer) -> None:
    """While we run, a database that dies is back within seconds at the same address."""
    url = await server.start()
    watch = asyncio.create_task(server.watch())
    await _kill(server)
    async with asyncio.timeout(20):
        while True:
            try:
                assert await _ask(url, "SELECT 1") == [(1,)]
                break
            except psycopg.OperationalError:
                await asyncio.sleep(0.1)
    watch.cancel()


async def test_what_the_server_writes_is_put_aside(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it runs, as it may run for years; it goes on writing to the same file, and nothing of both is lost."""
    monkeypatch.setattr("kenbun.database.embedded.server.LOG_SIZE", 20_000)
    url = await server.start()
    log = tmp_path / "data" / "postgres.log"
    watching = asyncio.create_task(server.watch())
    await _ask(url, "DO $$ BEGIN RAISE WARNING 'first %', repeat('x', 20000); END $$")
    async with asyncio.timeout(20):
        while not log.stat().st_size < 10_000:
            await asyncio.sleep(0.05)
    await _ask(url, "DO $$ BEGIN RAISE WARNING 'second'; END $$")
    watching.cancel()
    assert "first xxx" in log.with_suffix(".log.old").read_text()
    assert "second" in log.read_text()
    assert "\0" not in log.read_text()


async def test_a_reused_process_number_is_no_server(server: EmbeddedServer, tmp_path: Path) -> None:
    """A pid file that names some other living program is stale, and keeps no server from starting."""
    await server.start()
    await server.stop()
    (tmp_path / "data" / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert server.pid is None
    assert await server.start()


async def test_a_dead_server_that_nobody_has_reaped(server: EmbeddedServer, tmp_path: Path) -> None:
    """Its locks name a process that is still there, and keep no new server from starting.

    In a container the first process may reap nobody; here the number is that of a living program.
    """
    url = await server.start()
    await _kill(server)
    pgdata = tmp_path / "data" / "postgres"
    found = _socket_lock(url)
    for lock in (pgdata / "postmaster.pid", found):
        lines = lock.read_text().splitlines(keepends=True)
        lock.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))
    assert await _ask(await server.start(), "SELECT 1") == [(1,)]


def _socket_lock(url: str) -> Path:
    return Path(unquote(url.partition("host=")[2])) / ".s.PGSQL.5432.lock"


async def test_long_paths(tmp_path: Path) -> None:
    """A data directory whose path is too long for a socket works, and leaves no socket folder behind."""
    server = EmbeddedServer(tmp_path / ("x" * 110) / "with space, and 'quotes'")
    url = await server.start()
    folder = Path((await _ask(url, "SHOW unix_socket_directories"))[0][0].strip('"'))
    await server.stop()
    assert not folder.exists()


async def test_what_hinders_the_start_is_told(server: EmbeddedServer, tmp_path: Path) -> None:
    """A server that does not start says why, in PostgreSQL's own words."""
    await server.start()
    await server.stop()
    (tmp_path / "data" / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(ServerError, match="pg_control"):
        await server.start()


async def test_data_of_another_version_are_left_alone(server: EmbeddedServer, tmp_path: Path) -> None:
    """Files of an older PostgreSQL are not touched; the message says what to do with them."""
    pgdata = tmp_path / "data" / "postgres"
    pgdata.mkdir(parents=True)
    (pgdata / "PG_VERSION").write_text("17\n")
    with pytest.raises(ClusterError, match=r"PostgreSQL 17.*dump"):
        await server.start()


async def test_a_start_cut_short_is_begun_again(server: EmbeddedServer, tmp_path: Path) -> None:
    """A half-made database from a start that was killed is thrown away."""
    draft = tmp_path / "data" / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    assert await _ask(await server.start(), "SELECT 1") == [(1,)]
    assert not draft.exists()
