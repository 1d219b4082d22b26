"""A kenbun of its own for measuring: a real server process on a free port, with its data in a folder that goes."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from kenbun.database.embedded import EmbeddedServer
from kenbun.kit.ids import parse

READY_SECONDS = 120
_PATIENCE = 900
_OPEN = """
    SELECT count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a measurement has at hand: the server from outside, and its database."""

    process: psutil.Process
    folder: Path
    port: int
    workspace_id: str
    write_key: str
    http: httpx.Client
    database: "psycopg.Connection[Any]"

    def rows(self, statement: str, **values: object) -> list[Any]:
        return self.database.execute(statement, {"workspace_id": self.workspace_id, **values}).fetchall()

    def value(self, statement: str, **values: object) -> Any:
        return self.rows(statement, **values)[0][0]

    def run(self, statement: str, **values: object) -> None:
        self.database.execute(statement, {"workspace_id": self.workspace_id, **values})

    def connect(self) -> "psycopg.Connection[Any]":
        """A further connection, each statement a transaction of its own."""
        return psycopg.connect(EmbeddedServer(self.folder).url(), autocommit=True)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """The server does nothing, and leaves no transaction open, which would keep dead rows for as long."""
        self.process.suspend()
        try:
            while self.value(_OPEN):
                self.process.resume()
                time.sleep(0.1)
                self.process.suspend()
            yield
        finally:
            self.process.resume()

    def until_quiet(self) -> None:
        """Returns when what follows a change is done: the processes use less than a tenth of a core for two seconds."""
        end, before = time.monotonic() + _PATIENCE, sum(self.cpu_seconds())
        while time.monotonic() < end:
            time.sleep(2)
            now = sum(self.cpu_seconds())
            if now - before < 0.2:
                return
            before = now
        raise RuntimeError("the server does not come to rest")

    def cpu_seconds(self) -> tuple[float, float]:
        """What kenbun's own process and the processes of the database have used so far."""
        own = self.process.cpu_times()
        database = 0.0
        for child in self.process.children(recursive=True):
            try:
                used = child.cpu_times()
            except psutil.NoSuchProcess:
                continue
            database += used.user + used.system + used.children_user + used.children_system
        return own.user + own.system, database


@contextmanager
def serving(*, demo: bool = False) -> Iterator[tuple[subprocess.Popen[bytes], Path, dict[str, str]]]:
    """A server that answers; its process, its folder and the environment for further commands."""
    folder = Path(tempfile.mkdtemp(prefix="kenbun-bench-"))
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KENBUN_")} | {
        "KENBUN_DATA_DIR": str(folder),
        "KENBUN_DEMO": "1" if demo else "0",
        "KENBUN_PORT": str(port),
        # where the benchmarks' receiver of webhooks is
        "KENBUN_DELIVER_TO": "127.0.0.1",
    }
    with (folder / "kenbun.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kenbun", "serve"], env=environment, stdout=log, stderr=log
        )
    try:
        _wait(process, port)
        yield process, folder, environment
    except BaseException:
        print((folder / "kenbun.log").read_text()[-3000:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait(90)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bench() -> Iterator[Bench]:
    """A server with one workspace, empty but for what every workspace starts with."""
    with serving() as (process, folder, environment):
        port = int(environment["KENBUN_PORT"])

        def kenbun(*arguments: str) -> str:
            command = [sys.executable, "-m", "kenbun", *arguments]
            answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            return answer.stdout.strip()

        workspace_id = parse("ws", kenbun("workspace", "create", "Bench"))
        headers = {"Authorization": f"Bearer {kenbun('token', 'create', 'bench', '--workspace', 'Bench')}"}
        key = kenbun("source", "create", "bench", "--workspace", "Bench")
        address = f"http://127.0.0.1:{port}"
        with (
            httpx.Client(base_url=address, headers=headers, timeout=300) as http,
            psycopg.connect(EmbeddedServer(folder).url(), autocommit=True) as database,
        ):
            _sign_in(http, kenbun("signin-link", "--workspace", "Bench"))
            yield Bench(psutil.Process(process.pid), folder, port, str(workspace_id), key, http, database)


def _sign_in(http: httpx.Client, link: str) -> None:
    """Pages ask for a session, the API is content with the token."""
    member = {"email": "bench@example.com", "name": "Bench", "password": secrets.token_urlsafe()}
    answer = http.post(link, data=member, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303, answer.text


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the server does not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
