"""Which system account PostgreSQL runs as: it refuses to be root, so root hands it to somebody else."""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

from kenbun.database.embedded import unprivileged


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int
    is_other: bool
    """True where PostgreSQL runs as somebody else than this process."""

    def command(self, *arguments: str | Path) -> list[str]:
        """The command line that runs `arguments` as this account."""
        words = [str(argument) for argument in arguments]
        if not self.is_other:
            return words
        return [sys.executable, "-I", unprivileged.__file__, str(self.uid), str(self.gid), *words]

    def own(self, folder: Path) -> None:
        """Makes `folder` this account's, and nobody else's to look into."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def account_for(data_dir: Path, pgdata: Path) -> Account:
    """Ourselves; for root the owner of the files there are, so that they stay theirs, else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_other=False)
    for folder in (pgdata, data_dir):
        if folder.exists() and (owner := _known(folder.stat().st_uid)):
            return owner
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, is_other=True)


def _known(uid: int) -> Account | None:
    """The account of that number, if it has a name (initdb asks for it) and is not root."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return None if uid == 0 else Account(uid, entry.pw_gid, is_other=True)
