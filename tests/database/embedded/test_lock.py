"""One kenbun per data directory."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kenbun.database.embedded import AlreadyRunning, hold

HOLDER = (
    "import sys, time; from pathlib import Path; from kenbun.database.embedded import hold\n"
    "with hold(Path(sys.argv[1]), 'http://127.0.0.1:8000'):\n"
    "    print('held', flush=True); time.sleep(60)\n"
)


def test_the_second_is_told_of_the_first(tmp_path: Path) -> None:
    """Who comes second learns the number and the address of the one that runs, and what to do."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE)
    try:
        assert holder.stdout
        assert holder.stdout.readline()
        with pytest.raises(AlreadyRunning) as caught, hold(tmp_path):
            pass
        message = str(caught.value)
        assert f"process {holder.pid}" in message
        assert "http://127.0.0.1:8000" in message
        assert "KENBUN_DATA_DIR" in message
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with hold(tmp_path):
        pass  # a kill lets go of it


def test_released_at_the_end(tmp_path: Path) -> None:
    """The lock can be taken again when its holder is through."""
    for _ in range(2):
        with hold(tmp_path / "new"):
            pass
