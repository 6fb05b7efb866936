"""How far a launch is, on stderr: one line rewritten at a terminal, else a plain line now and then."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from core.cells import cell_width
from core.launchwords import progress_words
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from core.engine.base import LaunchProgress

REWRITE_SECONDS = 0.5
PLAIN_SECONDS = 5.0
_ERASE = "\r\x1b[K"


class ProgressLine:
    """Hears a launch's progress, from any thread; a context manager, whose end leaves the terminal's line empty.

    Args:
        stream: where to; stderr unless told.
        clock: seconds.
    """

    def __init__(self, stream: TextIO | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._rewrites = self._stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._clock = clock
        self._lock = threading.Lock()
        self._step = ""
        self._text = ""
        self._trouble = ""
        self._next = 0.0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._clear()

    def __call__(self, progress: LaunchProgress) -> None:
        """Say it, if it is new and time."""
        with self._lock:
            self._say_trouble(progress.trouble)
            text, now = progress_words(progress), self._clock()
            if text == self._text or (progress.step == self._step and now < self._next):
                return
            self._step, self._text = progress.step, text
            self._next = now + (REWRITE_SECONDS if self._rewrites else PLAIN_SECONDS)
            if self._rewrites:
                self._write(_ERASE + _cut(text, _width(self._stream) - 1))
            else:
                self._write(f"{text}\n")

    def _say_trouble(self, trouble: str) -> None:
        if trouble == self._trouble:
            return
        self._clear()
        if trouble:
            self._write(f"trainscope: retrying: {clean(trouble)}\n")
        else:
            self._write("trainscope: going on\n")
        self._trouble = trouble

    def _clear(self) -> None:
        if self._rewrites and self._text:
            self._write(_ERASE)
        self._text = ""
        self._next = 0.0

    def _write(self, text: str) -> None:
        with suppress(OSError):  # that nobody can read it ends no launch
            self._stream.write(text)
            self._stream.flush()


def _width(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _cut(text: str, width: int) -> str:
    while cell_width(text) > width:
        text = text[:-1]
    return text
