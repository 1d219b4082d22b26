"""PostgreSQL's main process, found by the file that it leaves in its data directory."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_PID, _PORT, _SOCKET_DIR, _STATUS = 0, 3, 4, 7
_LINES = 8


@dataclass(frozen=True, slots=True)
class Postmaster:
    pid: int
    socket_dir: Path
    status: str
    """`starting` (also while recovering), `ready` or `stopping`."""

    @classmethod
    def running(cls, pgdata: Path) -> Postmaster | None:
        """The server that lives on `pgdata`, whoever started it."""
        lines = _lines(pgdata / "postmaster.pid")
        if not lines or not _serves(int(lines[_PID]), pgdata):
            return None
        if len(lines) < _LINES:  # it has only begun to write the file
            return cls(int(lines[_PID]), Path(), "starting")
        return cls(int(lines[_PID]), Path(lines[_SOCKET_DIR]), lines[_STATUS].strip())

    @property
    def is_ready(self) -> bool:
        return self.status == "ready"

    def signal(self, number: signal.Signals) -> None:
        with suppress(psutil.NoSuchProcess):
            psutil.Process(self.pid).send_signal(number)


def was_killed(pgdata: Path) -> bool:
    """True where the last server left without a clean stop, so that the next one has to recover."""
    return (pgdata / "postmaster.pid").exists() and Postmaster.running(pgdata) is None


def clear_orphans(uid: int) -> None:
    """Ends children that outlived their killed server: while one lives, no new server can start on its data.

    Nothing is lost: what they had committed is in the write-ahead log.
    """
    orphans = [process for process in psutil.process_iter() if _is_orphan(process, uid)]
    for number in (signal.SIGQUIT, signal.SIGKILL):
        for process in orphans:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        _, orphans = psutil.wait_procs(orphans, timeout=2)


def forget(pgdata: Path, socket_dir: Path) -> None:
    """Takes away a dead server's locks: while a process of its number is there, no new server would start.

    That may by now be some other program, or the dead one itself as long as nobody has reaped it.
    """
    if Postmaster.running(pgdata) is None:
        (pgdata / "postmaster.pid").unlink(missing_ok=True)
        for lock in socket_dir.glob(".s.PGSQL.*.lock"):
            lock.unlink(missing_ok=True)


def _lines(file: Path) -> list[str]:
    try:
        lines = file.read_text().splitlines()
    except FileNotFoundError:
        return []
    return lines if lines and lines[_PID].strip().isdigit() else []


def _serves(pid: int, pgdata: Path) -> bool:
    """Whether that process is a server on `pgdata`, as its command line tells, and no zombie."""
    try:
        process = psutil.Process(pid)
        words = process.cmdline()
        alive = process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return alive and len(words) > 1 and words[0].endswith("postgres") and str(pgdata) in words


def _is_orphan(process: psutil.Process, uid: int) -> bool:
    """A server's child, which names itself `postgres: …`, whose parent is no server."""
    try:
        if process.uids().real != uid or not " ".join(process.cmdline()).startswith("postgres: "):
            return False
        parent = process.parent()
        return parent is None or parent.name() != "postgres"
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
