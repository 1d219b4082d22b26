"""Settings follow the machine; what makes commits durable does not."""

from pathlib import Path

import pytest

from kenbun.database.embedded.configuration import DURABLE, configuration, render
from kenbun.database.embedded.machine import MB, Machine, memory_limits

GB = 1024 * MB
SMALL = Machine(memory=256 * MB, cores=1, free_disk=GB, shared_memory=64 * MB)
LARGE = Machine(memory=512 * GB, cores=64, free_disk=4096 * GB, shared_memory=256 * GB)


@pytest.mark.parametrize("machine", [SMALL, LARGE])
def test_every_machine_is_durable(machine: Machine) -> None:
    """The three settings without which a commit can be lost are on, on the smallest and the largest."""
    assert configuration(machine, Path("/run")).items() >= DURABLE.items()
    assert DURABLE == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@pytest.mark.parametrize(("machine", "buffers"), [(SMALL, "32MB"), (LARGE, "768MB")])
def test_memory_follows_the_machine(machine: Machine, buffers: str) -> None:
    """A small machine is left room for the application, a large one is not filled for nothing."""
    assert configuration(machine, Path("/run"))["shared_buffers"] == buffers


def test_small_shared_memory_is_not_used() -> None:
    """In a container with 64 MB of it, parallel queries would fail."""
    assert configuration(SMALL, Path("/run"))["dynamic_shared_memory_type"] == "sysv"
    assert configuration(LARGE, Path("/run"))["dynamic_shared_memory_type"] == "posix"


def test_paths_are_quoted() -> None:
    """A folder with a comma, a quote or a space in its name is one folder."""
    written = render(configuration(SMALL, Path("/a, 'b' c")))
    assert """unix_socket_directories = '"/a, ''b'' c"'""" in written


def test_limits_of_control_groups(tmp_path: Path) -> None:
    """The limit of the own group and of those above it count, in both versions; no limit is none."""
    membership = tmp_path / "cgroup"
    membership.write_text("0::/app/web\n4:memory:/old\n7:cpu:/x\n")
    (tmp_path / "app" / "web").mkdir(parents=True)
    (tmp_path / "memory" / "old").mkdir(parents=True)
    (tmp_path / "app" / "web" / "memory.max").write_text("max\n")
    (tmp_path / "app" / "memory.max").write_text("1000\n")
    (tmp_path / "memory" / "old" / "memory.limit_in_bytes").write_text("500\n")
    assert sorted(memory_limits(membership, tmp_path)) == [500, 1000]
