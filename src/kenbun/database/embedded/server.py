"""The life of the embedded server: started or adopted, waited for, watched, stopped."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg
import structlog

from kenbun.database.embedded.binaries import program
from kenbun.database.embedded.cluster import ROLE, Cluster
from kenbun.database.embedded.postmaster import Postmaster, clear_orphans, forget, was_killed

DATABASE = "kenbun"
STOP_SECONDS = 60
LOG_SIZE = 20_000_000

_log = structlog.get_logger(__name__)


class ServerError(Exception):
    """The server does not start; the message carries what it wrote last."""


class EmbeddedServer:
    def __init__(self, data_dir: Path, say: Callable[[str], None] = lambda _: None) -> None:
        """`say` is told, in a line for people, what takes long."""
        self._cluster = Cluster.at(data_dir)
        self._say = say
        self._child: subprocess.Popen[bytes] | None = None

    async def start(self) -> str:
        """Answers the address of a server that takes connections: one that was left running, or a new one.

        Recovery after a crash takes as long as it takes.
        """
        await self._up()
        await self._make_database()
        return self.url()

    def url(self, database: str = DATABASE) -> str:
        """For libpq; good for as long as the data directory stays where it is."""
        postmaster = Postmaster.running(self._cluster.pgdata)
        socket_dir = postmaster.socket_dir if postmaster else self._cluster.socket_dir
        return f"postgresql://{ROLE}@/{database}?host={quote(str(socket_dir), safe='')}"

    async def wait(self) -> None:
        """Until a server that another process is starting takes connections."""
        while not (server := Postmaster.running(self._cluster.pgdata)) or not server.is_ready:
            await asyncio.sleep(0.1)

    @property
    def pid(self) -> int | None:
        postmaster = Postmaster.running(self._cluster.pgdata)
        return postmaster.pid if postmaster else None

    async def watch(self) -> None:
        """Until cancelled: starts the server again whenever it has died, at growing intervals."""
        pause = 0.5
        while True:
            await asyncio.sleep(0.5)
            if self.pid is not None:
                pause = 0.5
                await self._rotate()
                continue
            _log.error("database died", restart_in_seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)
            try:
                await self._up()
            except ServerError as error:
                _log.error("database does not start", reason=str(error))
            else:
                _log.warning("database runs again")

    async def stop(self) -> None:
        """Ends open transactions and writes everything down; a restart then needs no recovery."""
        if postmaster := Postmaster.running(self._cluster.pgdata):
            postmaster.signal(signal.SIGINT)
            if not await self._gone(STOP_SECONDS):
                _log.warning("database did not stop in time; it will recover at the next start")
                postmaster.signal(signal.SIGQUIT)
                await self._gone(STOP_SECONDS)
        self._cluster.close_socket_dir()

    async def _up(self) -> None:
        pgdata = self._cluster.pgdata
        postmaster = Postmaster.running(pgdata)
        if postmaster and postmaster.status == "stopping":
            await self._gone(STOP_SECONDS)
            postmaster = Postmaster.running(pgdata)
        if postmaster is None:
            if not pgdata.exists():
                self._say("making the database")
            await self._cluster.prepare()
            if was_killed(pgdata):
                self._say("the database was not stopped cleanly: recovering, this can take minutes")
            # In a thread: it waits for processes to end.
            await asyncio.to_thread(clear_orphans, self._cluster.account.uid)
            forget(pgdata, self._cluster.socket_dir)
            await self._rotate()
            self._launch()
        await self._ready()

    async def _rotate(self) -> None:
        """What the server has written so far goes to the side; it goes on at the end of the file that it was given."""
        log = self._cluster.log
        if log.exists() and log.stat().st_size > LOG_SIZE:
            await asyncio.to_thread(shutil.copyfile, log, log.with_suffix(".log.old"))
            os.truncate(log, 0)
            self._log_start = 0

    def _launch(self) -> None:
        """In a session of its own: Ctrl-C must reach kenbun alone, which stops both in order."""
        log = self._cluster.log
        with log.open("ab") as output:
            self._log_start = output.tell()
            self._child = subprocess.Popen(
                self._cluster.account.command(program("postgres"), "-D", self._cluster.pgdata),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def _ready(self) -> None:
        """Without a limit in time, as long as the server lives."""
        while True:
            postmaster = Postmaster.running(self._cluster.pgdata)
            if postmaster and postmaster.is_ready:
                return
            ended = self._child.poll() is not None if self._child else postmaster is None
            if ended:
                raise ServerError(f"PostgreSQL does not start. It wrote:\n{self._last_words()}")
            await asyncio.sleep(0.02)

    def _last_words(self) -> str:
        with self._cluster.log.open("rb") as log:
            log.seek(max(self._log_start, log.seek(0, 2) - 2_000))
            return log.read().decode(errors="replace")

    async def _gone(self, seconds: float) -> bool:
        """Whether the server has ended within that time."""
        end = time.monotonic() + seconds
        while self.pid is not None or (self._child and self._child.poll() is None):
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.02)
        return True

    async def _make_database(self) -> None:
        url = self.url("postgres")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            found = await connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if await found.fetchone() is None:
                await connection.execute(f"CREATE DATABASE {DATABASE}")
