"""The installed program in a pseudo-terminal: what it sent, byte by byte, and what a terminal makes of it."""

from __future__ import annotations

import signal
import termios
import time
from typing import TYPE_CHECKING, Any

import pexpect
import pyte
import pytest

from tests.cli.runner import PROGRAM, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType


class Terminal:
    """A terminal of a given size that runs one call of the program; killed, if need be, when left.

    Args:
        home: the user's home, also the current folder.
        args: the command line.
        size: rows and columns.
        env: variables on top of the fresh login's.
    """

    def __init__(
        self,
        home: Path,
        *args: str | Path,
        size: tuple[int, int] = (40, 120),
        env: dict[str, str] | None = None,
    ) -> None:
        rows, columns = size
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._text: str | None = None
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            str(PROGRAM),
            [str(arg) for arg in args],
            env=environment(home, **(env or {})),
            cwd=str(home),
            dimensions=size,
            timeout=None,
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close(force=True)

    @property
    def text(self) -> str:
        """What stands on the screen, one line per row."""
        if self._text is None:
            columns = range(self._screen.columns)
            rows = [self._screen.buffer[row] for row in range(self._screen.lines)]
            self._text = "\n".join("".join(row[column].data for column in columns) for row in rows)
        return self._text

    @property
    def pid(self) -> int:
        """Of the program."""
        assert self._child.pid is not None
        return self._child.pid

    @property
    def modes(self) -> list[Any]:
        """The terminal's modes, as `termios` has them."""
        return termios.tcgetattr(self._child.child_fd)

    def press(self, keys: str) -> None:
        """Type the keys."""
        self._child.send(keys)

    def pump(self, seconds: float = 0.05) -> bool:
        """Take what the program has sent, waiting up to `seconds` for it; False once it has ended."""
        try:
            data = self._child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self._stream.feed(data)
        self._text = None
        return True

    def wait_for(self, wanted: str | Callable[[str], bool], *, seconds: float = 60) -> None:
        """Until the text, or a screen of which the function holds, is shown; fails with the screen after `seconds`."""
        deadline = time.monotonic() + seconds
        while not (wanted in self.text if isinstance(wanted, str) else wanted(self.text)):
            alive = self.pump()
            if time.monotonic() > deadline or not alive:
                why = "in vain" if alive else "but the program ended"
                pytest.fail(f"waited for {wanted!r} {why}; the screen:\n{self.text}")

    def wait_for_end(self, *, seconds: float = 60) -> int:
        """Until the program has ended; returns its exit code, or minus the signal's number."""
        deadline = time.monotonic() + seconds
        while self.pump():
            if time.monotonic() > deadline:
                pytest.fail(f"the program did not end within {seconds:.0f} s; the screen:\n{self.text}")
        self._child.close()
        status = self._child.exitstatus
        return status if status is not None else -int(self._child.signalstatus or 0)

    def kill(self) -> None:
        """End the program as the kernel would: SIGKILL, nothing can be tidied up."""
        self._child.kill(signal.SIGKILL)
        self.wait_for_end()
