"""One kenbun per data directory: a lock that the system lets go of however its holder ends."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class AlreadyRunning(Exception):
    """Another process holds the directory; `holder` is what it wrote down about itself."""

    def __init__(self, data_dir: Path, holder: dict[str, Any]) -> None:
        where = f" at {holder['address']}" if holder.get("address") else ""
        super().__init__(
            f"already running on {data_dir}{where} (process {holder.get('pid', 'unknown')}). "
            "Stop it first, or set KENBUN_DATA_DIR to another folder."
        )
        self.holder = holder


@contextmanager
def hold(data_dir: Path, address: str | None = None) -> Iterator[None]:
    """For the length of the block; raises AlreadyRunning at once where somebody else has it."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "kenbun.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(data_dir, _read(data_dir / "kenbun.lock")) from None
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "address": address}))
        file.flush()
        yield


def _read(file: Path) -> dict[str, Any]:
    """Empty where the holder has not written yet."""
    text = file.read_text()
    return dict(json.loads(text)) if text else {}
