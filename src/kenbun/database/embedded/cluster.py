"""The files of one embedded database: where they lie, how they are made and configured."""

import asyncio
import os
import pwd
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kenbun.database.embedded.account import Account, account_for
from kenbun.database.embedded.binaries import program
from kenbun.database.embedded.configuration import configuration, render
from kenbun.database.embedded.machine import look_around

ROLE = "kenbun"
# A socket's address holds 107 bytes, on some systems 103; its name takes 14 of them.
_LONGEST_SOCKET_DIR = 88


class ClusterError(Exception):
    """The files cannot be used; the message says why and what to do."""


def has_database(data_dir: Path) -> bool:
    """Whether one has been made there, running or not."""
    return Cluster.at(data_dir).pgdata.exists()


@dataclass(frozen=True, slots=True)
class Cluster:
    data_dir: Path
    account: Account

    @classmethod
    def at(cls, data_dir: Path) -> "Cluster":
        """The one in `data_dir`, which is made if need be; absolute, as servers run in another folder."""
        data_dir = data_dir.expanduser().resolve()
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(data_dir, account_for(data_dir, data_dir / "postgres"))

    @property
    def pgdata(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def log(self) -> Path:
        return self.data_dir / "postgres.log"

    @property
    def socket_dir(self) -> Path:
        """Beside the data; where that path is too long for a socket, in the temporary folder."""
        beside = self.data_dir / "run"
        if len(os.fsencode(beside)) <= _LONGEST_SOCKET_DIR:
            return beside
        digest = sha256(os.fsencode(self.data_dir)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"kenbun-{digest}"

    async def prepare(self) -> None:
        """Makes the database where there is none, and brings its configuration up to date."""
        if not self.pgdata.exists():
            await self._create()
        self._check_version()
        self._open_socket_dir()
        settings = configuration(look_around(self.data_dir), self.socket_dir)
        self._write("postgresql.conf", render(settings))
        self._write("pg_hba.conf", "local all all peer map=kenbun\n")
        users = sorted({pwd.getpwuid(os.geteuid()).pw_name, "root"})
        self._write("pg_ident.conf", "".join(f'kenbun "{user}" {ROLE}\n' for user in users))

    async def _create(self) -> None:
        """In a folder of another name first, so that a start cut short leaves nothing that looks whole."""
        draft = self.data_dir / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        self.account.own(draft)
        arguments = [
            *("--pgdata", str(draft), "--username", ROLE, "--auth", "peer", "--encoding", "UTF8"),
            *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "PG_UNICODE_FAST"),
        ]
        process = await asyncio.create_subprocess_exec(
            *self.account.command(program("initdb"), *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise ClusterError(
                f"the database could not be made in {draft}:\n{output.decode(errors='replace')}"
            )
        draft.rename(self.pgdata)
        folder = os.open(self.data_dir, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def _check_version(self) -> None:
        version = (self.pgdata / "PG_VERSION").read_text().strip()
        if version != "18":
            raise ClusterError(
                f"{self.pgdata} was made by PostgreSQL {version}, and this kenbun brings PostgreSQL 18. "
                "Dump it with the kenbun that made it, then restore the dump into a new KENBUN_DATA_DIR."
            )

    def _open_socket_dir(self) -> None:
        """Private to the server's account: in a shared temporary folder somebody else may have been first."""
        folder = self.socket_dir
        self.account.own(folder)
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != self.account.uid:
            raise ClusterError(
                f"{folder} belongs to somebody else; remove it, or use a shorter KENBUN_DATA_DIR."
            )

    def close_socket_dir(self) -> None:
        """Leaves nothing behind in the temporary folder; a socket that somebody still holds stays."""
        with suppress(OSError):
            self.socket_dir.rmdir()

    def _write(self, name: str, text: str) -> None:
        """Whole or not at all."""
        draft = self.pgdata / f"{name}.new"
        draft.write_text(text)
        if self.account.is_other:
            os.chown(draft, self.account.uid, self.account.gid)
        draft.chmod(0o600)
        draft.rename(self.pgdata / name)
