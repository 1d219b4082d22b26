"""kenbun as people run it: a process of its own, on a data directory and a port of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


class Kenbun:
    """Started and ended at will; what is left of it goes at the end of the test."""

    def __init__(self, data_dir: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.data_dir = data_dir
        self.address = f"http://127.0.0.1:{port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KENBUN_")}
        own = {"KENBUN_PORT": str(port), "KENBUN_DATA_DIR": str(data_dir), "KENBUN_DEMO": "0"}
        self.environment = {**kept, **own}
        self.log = data_dir.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kenbun", "serve"], env=self.environment, stdout=log, stderr=log
            )
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        assert self.process
        while not self.is_ready():
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def command(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kenbun", *words],
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def end(self, number: int) -> int:
        """Sends the signal to kenbun alone, not to its database; answers how it ended."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(60)

    @property
    def postmaster(self) -> int:
        return int((self.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])

    @property
    def database_url(self) -> str:
        return f"postgresql://kenbun@/kenbun?host={self.data_dir / 'run'}"


@pytest.fixture
def kenbun(tmp_path: Path) -> Iterator[Kenbun]:
    kenbun = Kenbun(tmp_path / "data")
    yield kenbun
    if kenbun.process and kenbun.process.poll() is None:
        kenbun.process.terminate()
        kenbun.process.wait(60)
