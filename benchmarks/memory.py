"""What kenbun takes while nobody asks anything of it: every page of all its processes, shared ones counted once."""

import time

import psutil

from benchmarks.figures import Figure, Report, at_most
from benchmarks.server import serving


def measure(report: Report, seconds: float) -> None:
    """A minute after a start with the demo data."""
    with serving(demo=True) as (process, _folder, _environment):
        time.sleep(seconds)
        own = psutil.Process(process.pid)
        database = sum(_pss(child) for child in own.children(recursive=True))
        whole = _pss(own) + database
    report(
        Figure(
            "memory when idle",
            f"demo data, {seconds:.0f} s after the start",
            whole,
            "MB",
            **at_most(whole, 300, "MB"),  # type: ignore[arg-type]
            ratio=whole / database,
            baseline="its PostgreSQL alone",
            note=f"PostgreSQL {database:.0f} MB",
        )
    )


def _pss(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 1e6
    except psutil.NoSuchProcess:
        return 0.0
