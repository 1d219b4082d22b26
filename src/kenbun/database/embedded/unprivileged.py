"""Runs a command as another user: `python unprivileged.py UID GID COMMAND…`, started by root.

The checkout and the data directory may lie under a folder that only root can pass (`/root`, a private
temporary one). On Linux the command therefore keeps one capability, to search and read folders: the
folders' modes stay as they are, and nothing can be written that the user may not write.
"""

import ctypes
import os
import sys

PR_SET_SECUREBITS = 28
# A change of user then changes no capabilities, and access(2), by which PostgreSQL looks whether it can
# read its own programs, counts them in.
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522
# Containers often take the first away from root; the second, which also writes, is then all there is.
CAP_DAC_READ_SEARCH = 2
CAP_DAC_OVERRIDE = 1


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def become(uid: int, gid: int) -> None:
    """Gives up root for good, keeping at most one capability.

    In a container that may not set the bits, the change of user takes all capabilities away: then only
    folders that everybody may pass can be used.
    """
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if libc:
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if libc:
        _keep(libc, CAP_DAC_READ_SEARCH) or _keep(libc, CAP_DAC_OVERRIDE) or _keep(libc, None)


def _keep(libc: ctypes.CDLL, capability: int | None) -> bool:
    """Drops all capabilities but this one, which then also passes through exec."""
    bits = 0 if capability is None else 1 << capability
    data = (_Data * 2)(_Data(bits, bits, bits), _Data(0, 0, 0))
    if libc.capset(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), ctypes.byref(data)) != 0:
        return False
    return capability is None or libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0


if __name__ == "__main__":
    become(int(sys.argv[1]), int(sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606 (no shell is the point)
