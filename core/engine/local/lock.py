"""The lock of a runner or a server: held from before its folder is visible until the process is gone.

The launcher takes it and hands the open file down, so there is no moment in which a living job or endpoint looks dead.
The kernel frees it when the last process that has it open ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def take(path: Path) -> int | None:
    """Open and lock; the open descriptor, or None if somebody else has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def keep(descriptor: int) -> None:
    """Make sure an inherited descriptor is locked.

    On a local file system the lock came with it and this returns at once. Where flock is made of record locks (NFS)
    it did not, and this waits until the launcher lets go.
    """
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def held(path: Path) -> bool:
    """Whether some process holds the lock. A missing file is not held."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def signal_holder(path: Path, pid: int, number: int) -> None:
    """Send a signal to the process that holds the lock; only while it is held, lest its number be a stranger's.

    Args:
        path: of the lock.
        pid: of the process that is known to have taken it.
        number: of the signal.
    """
    with suppress(ProcessLookupError):
        if hasattr(os, "pidfd_open"):
            handle = os.pidfd_open(pid)
            try:
                if held(path):
                    signal.pidfd_send_signal(handle, number)
            finally:
                os.close(handle)
        elif held(path):
            os.kill(pid, number)


def beat(descriptor: int) -> None:
    """Leave a sign of life: the lock file's time becomes now."""
    with suppress(OSError):  # a full or read-only disk must not end the training
        os.utime(descriptor)


def last_beat(path: Path) -> float | None:
    """When the last sign of life was left, in epoch seconds."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return None
