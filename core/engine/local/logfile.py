"""The log of a job: lines with their arrival times, appended by the runner, read by byte offset.

A line on disk is ``<epoch seconds, milliseconds> <text>\\n``. Only a line feed ends a line: carriage returns of
progress bars, NULs and bytes that are no UTF-8 stay in it. The reader never delivers a line before its line feed.
"""

from __future__ import annotations

import json
import os
from collections import deque
from typing import TYPE_CHECKING

from core.engine.base import LogLine, LogPage
from core.times import END_OF_TIME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STREAM = "algo-1"
PAGE_BYTES = 300_000
PAGE_LINES = 1_000
LINE_BYTES = 256_000
"""A longer line is cut into several, as CloudWatch does with events of more than 256 KB (reference §5)."""
TAIL_LINES = 40


class LogWriter:
    """Cuts the trainer's output into lines and appends them.

    Args:
        descriptor: the log file, open for appending.
        clock: epoch seconds.
    """

    def __init__(self, descriptor: int, clock: Callable[[], float]) -> None:
        self._descriptor = descriptor
        self._clock = clock
        self._rest = b""
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)

    def feed(self, data: bytes) -> None:
        """Take a piece of output; whole lines are written at once, the rest waits for its line feed.

        Raises:
            OSError: the disk is full, for example.
        """
        *lines, rest = (self._rest + data).split(b"\n")
        while len(rest) > LINE_BYTES:
            lines.append(rest[:LINE_BYTES])
            rest = rest[LINE_BYTES:]
        self._rest = rest
        self._append(lines)

    def close(self) -> None:
        """The output has ended: what is left is a line of its own."""
        rest, self._rest = self._rest, b""
        if rest:
            self._append([rest])

    def _append(self, lines: list[bytes]) -> None:
        if not lines:
            return
        stamp = b"%.3f " % self._clock()
        pieces = [
            line[start : start + LINE_BYTES]
            for line in (line.removesuffix(b"\r") for line in lines)
            for start in range(0, max(1, len(line)), LINE_BYTES)
        ]
        data = memoryview(b"".join(stamp + piece + b"\n" for piece in pieces))
        while data:
            data = data[os.write(self._descriptor, data) :]
        self.tail.extend(piece[:1000].decode("utf-8", "replace") for piece in pieces[-TAIL_LINES:])


def read_page(path: Path, cursor: str | None) -> LogPage:
    """The next page after `cursor`: whole lines only, at most about `PAGE_BYTES` and `PAGE_LINES`.

    A log that is not there yet is an empty page; so is one that ends before the cursor.
    """
    start = _offset(cursor)
    try:
        with path.open("rb") as file:
            file.seek(start)
            data = file.read(PAGE_BYTES)
    except FileNotFoundError:
        data = b""
    lines: list[LogLine] = []
    position = 0
    while len(lines) < PAGE_LINES and (end := data.find(b"\n", position)) >= 0:
        stamp, _, text = data[position:end].partition(b" ")
        lines.append(LogLine(str(start + position), STREAM, _time(stamp), text.decode("utf-8", "replace")))
        position = end + 1
    full = len(data) == PAGE_BYTES or len(lines) == PAGE_LINES
    return LogPage(tuple(lines), json.dumps({"offset": start + position}), more=bool(lines) and full)


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return max(0, int(json.loads(cursor)["offset"]))
    except (ValueError, KeyError, TypeError):
        return 0  # a cursor of another program: from the start; the lines' keys keep repeats out


def _time(stamp: bytes) -> float:
    try:
        seconds = float(stamp)
    except ValueError:
        return 0.0
    return seconds if 0 <= seconds < END_OF_TIME else 0.0  # a damaged line: no calendar has its time
