"""What the machine, or the container we are in, has to offer."""

import os
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

MB = 1024 * 1024

_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Machine:
    memory: int
    """Bytes that may be used, by the machine and by the control group."""
    cores: int
    free_disk: int
    """Bytes free where the data lies."""
    shared_memory: int
    """Bytes of /dev/shm, which containers keep small; 0 where there is none."""


def look_around(data_dir: Path) -> Machine:
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        shm = os.statvfs("/dev/shm")  # noqa: S108 (only measured)
        shared_memory = shm.f_frsize * shm.f_blocks
    except OSError:
        shared_memory = 0
    return Machine(
        memory=min([physical, *memory_limits()]),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        free_disk=disk_usage(data_dir).free,
        shared_memory=shared_memory,
    )


def memory_limits(membership: Path = Path("/proc/self/cgroup"), root: Path = _CGROUPS) -> list[int]:
    """Every limit that binds this process: of its control group and of those above it, version 1 or 2."""
    limits = []
    lines = membership.read_text().splitlines() if membership.exists() else []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            top, file = root, "memory.max"
        elif "memory" in controllers.split(","):
            top, file = root / "memory", "memory.limit_in_bytes"
        else:
            continue
        group = top / path.lstrip("/")
        limits += [
            int(text)
            for folder in [group, *group.parents]
            if folder.is_relative_to(top) and (text := _text(folder / file)).isdigit()
        ]
    return limits


def _text(file: Path) -> str:
    """What the file says; nothing where it cannot be read or says `max`."""
    try:
        return file.read_text().strip()
    except OSError:
        return ""
