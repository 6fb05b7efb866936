"""Signals as something a selector can wait for, and what they ask of the runner."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType


class StopRequest:
    """Whether somebody asked the runner to stop: by a signal, or by the file that waits for one who comes late.

    Args:
        file: the job folder's ``stop``.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._signalled = False
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)  # so that a trainer's end wakes the loop

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signalled = True

    @property
    def requested(self) -> bool:
        """Whether to stop."""
        return self._signalled or self._file.exists()

    def fileno(self) -> int:
        """Readable when a signal has come (for a selector)."""
        return self._reader.fileno()

    def drain(self) -> None:
        """Forget the wake-ups so far; the request itself stays."""
        with suppress(BlockingIOError):
            while self._reader.recv(512):
                continue


def signal_group(leader: int, number: int) -> None:
    """Send a signal to the process group of `leader`; a group that is gone already is fine."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def inherited_defaults() -> Iterator[int]:
    """The signals a child must get back as the system's default: an ignored one stays ignored over exec."""
    yield from (signal.SIGHUP, signal.SIGPIPE)
