"""postgresql.conf for the machine at hand. What makes a commit durable stays on, whatever the machine."""

from pathlib import Path

from kenbun.database.embedded.machine import MB, Machine

GB = 1024 * MB

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def configuration(machine: Machine, socket_dir: Path) -> dict[str, str]:
    """Settings by name, in PostgreSQL's own spelling."""
    return DURABLE | _reach(socket_dir) | _memory(machine) | _writing(machine) | _planning(machine)


def render(settings: dict[str, str]) -> str:
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    lines = [f"{name} = '{value}'" for name, value in quoted.items()]
    return "\n".join(["# Written by kenbun at every start; ALTER SYSTEM overrides it.", *lines, ""])


def _reach(socket_dir: Path) -> dict[str, str]:
    """Nobody but the owner's processes, and no network at all."""
    return {
        "listen_addresses": "",
        # A list in double quotes, as paths may hold commas and spaces.
        "unix_socket_directories": '"' + str(socket_dir).replace('"', '""') + '"',
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        "log_min_duration_statement": "5s",
        # no values, neither of parameters nor of keys: who is deleted must not live on in the log
        "log_parameter_max_length": "0",
        "log_error_verbosity": "terse",
    }


def _memory(machine: Machine) -> dict[str, str]:
    """A part of the machine: the application, and what else runs there, need theirs.

    Each gigabyte of shared buffers costs about 15 MB of bookkeeping even while it lies idle.
    """
    return {
        "shared_buffers": _megabytes(_between(32 * MB, machine.memory // 8, GB * 3 // 4)),
        "effective_cache_size": _megabytes(machine.memory * 6 // 10),
        "work_mem": _megabytes(_between(4 * MB, machine.memory // 256, 64 * MB)),
        "maintenance_work_mem": _megabytes(_between(32 * MB, machine.memory // 32, 512 * MB)),
        "autovacuum_work_mem": _megabytes(_between(16 * MB, machine.memory // 64, 128 * MB)),
        "huge_pages": "off",
        # Parallel workers share hash tables there, and fail where a container keeps it at 64 MB.
        "dynamic_shared_memory_type": "posix" if machine.shared_memory >= GB // 2 else "sysv",
    }


def _writing(machine: Machine) -> dict[str, str]:
    """Few, calm checkpoints; tables that grow at the end or are updated in place all day."""
    wal = _between(GB // 2, machine.free_disk // 10, 8 * GB)
    return {
        "max_wal_size": _megabytes(wal),
        # a few batches; by itself it would be 16 MB, all of which stay once they were written
        "wal_buffers": "4MB",
        "min_wal_size": _megabytes(min(wal // 4, 512 * MB)),
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "autovacuum_max_workers": "2",
        "autovacuum_worker_slots": "4",
        "autovacuum_naptime": "20s",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_vacuum_insert_scale_factor": "0.1",
        "autovacuum_analyze_scale_factor": "0.05",
        "autovacuum_vacuum_cost_limit": "1000",
    }


def _planning(machine: Machine) -> dict[str, str]:
    return {
        "jit": "off",
        "random_page_cost": "1.1",
        "io_workers": str(_between(2, machine.cores, 3)),
        "max_logical_replication_workers": "0",
        "max_worker_processes": str(max(8, machine.cores)),
        "max_parallel_workers": str(machine.cores),
        "max_parallel_workers_per_gather": str(_between(0, machine.cores - 1, 4)),
        "max_parallel_maintenance_workers": str(_between(0, machine.cores - 1, 4)),
    }


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))


def _megabytes(size: int) -> str:
    return f"{size // MB}MB"
