"""Reading a .tsrun file: what it holds is checked event by event, and its lines are laid out to be played.

A file may be cut, damaged, or made to do harm. What can be read of it is kept and the rest is told; nothing of it is
held in memory but the states, and there are limits to what it may unfold to.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from core.errors import UsageError
from core.recording.format import (
    VERSION,
    End,
    Header,
    Moment,
    Said,
    event_from,
    header_from,
    text_of,
    version_of,
)
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_EVENT = 1 << 20
"""Bytes of an event; the longest line in a run book has 4,096 characters."""
MOST_BYTES = 2 << 30
"""That a file may unfold to: thirteen million lines."""
MOST_STATE_BYTES = 64 << 20
"""Of all states together, which are held in memory."""
MOST_UNREADABLE = 1000
"""Events that are no events: a file with more is not read on."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a file holds.

    Args:
        header: who it is about.
        states: in the order of their times.
        lines: how many there are in `laid_out`.
        begin: epoch seconds of the first event.
        end: the same of the last.
        laid_out: a file with a JSON array per line: when it was known, time, stream, text.
        damage: what is wrong with the file, a sentence; empty if nothing is.
    """

    header: Header
    states: tuple[Moment, ...]
    lines: int
    begin: float
    end: float
    laid_out: Path
    damage: str = ""


def read(file: Path, laid_out: Path) -> Recording:
    """Read a recording.

    Args:
        file: written by `core.recording.write`.
        laid_out: a file to be made; gets the lines of the log.

    Raises:
        UsageError: it cannot be read, is no recording, holds nothing, or a newer program wrote it.
        OSError: `laid_out` cannot be written.
    """
    try:
        stream = file.open("rb")
    except OSError as error:
        raise UsageError(
            f"cannot read {clean_path(file)}", why=error.strerror or str(error), fix="name a .tsrun file"
        ) from error
    with stream, gzip.GzipFile(fileobj=stream, mode="rb") as unfolded:
        lines = _Lines(unfolded)
        events = iter(lines)
        header = _header(next(events, b""), file)
        return _Reading(header, file).through(lines, events, laid_out)


def _header(raw: bytes, file: Path) -> Header:
    name = clean_path(file)
    version = version_of(raw)
    if version is not None and version > VERSION:
        raise UsageError(
            f"{name} was written by a newer trainscope",
            why=f"its format is version {version}, this program knows up to {VERSION}",
            fix="update trainscope",
        )
    header = header_from(raw) if version is not None else None
    if header is None:
        raise UsageError(f"{name} is not a recording", fix="trainscope export JOB -o run.tsrun makes one")
    return header


class _Reading:
    """What has been read so far."""

    def __init__(self, header: Header, file: Path) -> None:
        self._header = header
        self._file = file
        self._states: list[Moment] = []
        self._lines = 0
        self._times: list[float] = []
        self._unreadable = 0

    def through(self, lines: _Lines, events: Iterator[bytes], laid_out: Path) -> Recording:
        """Read to the end, or to where it makes no more sense."""
        whole = False
        state_bytes = 0
        known_at = 0.0
        with laid_out.open("w", encoding="utf-8", errors="replace") as target:
            for raw in events:
                match event_from(raw):
                    case Said() as said:
                        # A line is known no sooner than those before it.
                        known_at = max(known_at, said.time)
                        self._lines += 1
                        self._seen(said.time)
                        target.write(f"{text_of([known_at, *said])}\n")
                    case Moment() as moment if state_bytes + len(raw) <= MOST_STATE_BYTES:
                        state_bytes += len(raw)
                        self._states.append(moment)
                        self._seen(moment.time)
                    case End():
                        # Only behind the last byte its check sum is compared.
                        whole = not next(events, b"") and not lines.failed
                        break
                    case Moment() | None:
                        self._unreadable += 1
                if self._unreadable + lines.too_long > MOST_UNREADABLE:
                    break
        if not self._states:
            raise UsageError(
                f"{clean_path(self._file)} holds no state of a job",
                fix="record the job again: trainscope export",
            )
        return Recording(
            self._header,
            tuple(sorted(self._states, key=lambda moment: moment.time)),
            self._lines,
            self._times[0],
            self._times[1],
            laid_out,
            self._damage(self._unreadable + lines.too_long, whole=whole),
        )

    def _seen(self, time: float) -> None:
        self._times = [min([time, *self._times[:1]]), max([time, *self._times[1:]])]

    def _damage(self, unreadable: int, *, whole: bool) -> str:
        """What is wrong, in words."""
        said = []
        if not whole:
            said.append(
                f"The file is damaged or cut off after {self._lines:,} log lines; what comes before is shown."
            )
        if unreadable:
            noun = "event" if unreadable == 1 else "events"
            said.append(
                f"{unreadable:,} {noun} in it could not be read and {'is' if unreadable == 1 else 'are'} left out."
            )
        return " ".join(said)


class _Lines:
    """The lines of a stream, one at a time, until it ends, breaks off or grows beyond all measure."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile) -> None:
        self._stream = stream
        self.too_long = 0
        self.failed = False

    def __iter__(self) -> Iterator[bytes]:
        """Whole lines that are no longer than they may be."""
        taken, broken = 0, False
        while taken < MOST_BYTES:
            try:
                raw = self._stream.readline(LONGEST_EVENT)
            except (EOFError, OSError, zlib.error):
                self.failed = True
                return
            if not raw:
                return
            taken += len(raw)
            ends = raw.endswith(b"\n")
            if ends and not broken:
                yield raw
            elif not ends and not broken and len(raw) == LONGEST_EVENT:
                self.too_long += 1
            broken = not ends
