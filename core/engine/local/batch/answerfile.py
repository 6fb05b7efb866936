"""answers.jsonl of a batch transform: a line for each photo, in the order of the photos.

A line is ``{"answered": 12, "probabilities": [...], "findings": [...]}``: how many photos have an answer by then, the
probability of each class, and what was found about the photo (left out where there is nothing). A photo that could not
be asked about has no probabilities. The file is appended to line by line, so a process that is killed leaves at most
its last line unfinished, and readers pass over that one.
"""

from __future__ import annotations

import errno
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local.parse import CustomerError
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE = 65_536
_FIELDS = ("level", "kind", "detail", "path", "line", "why", "fix")


@dataclass(frozen=True, slots=True)
class Given:
    """What came of a photo.

    Args:
        probabilities: one for each class, in label order; empty where there is no answer.
        findings: an error says why there is none.
    """

    probabilities: tuple[float, ...] = ()
    findings: tuple[Finding, ...] = ()


class Writer:
    """Appends lines.

    Args:
        path: of the file.

    Raises:
        CustomerError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("ab", buffering=0)
        except OSError as problem:
            raise _unwritable(problem) from problem
        self.answered = 0

    def write(self, given: Given) -> None:
        """Append what came of the next photo.

        Raises:
            CustomerError: the disk is full, for example, or the file was removed: nobody could ever read it.
        """
        self.answered += bool(given.probabilities)
        line: dict[str, object] = {"answered": self.answered}
        if given.probabilities:
            line["probabilities"] = given.probabilities
        if given.findings:
            line["findings"] = [finding.as_json() for finding in given.findings]
        data = memoryview(json.dumps(line, separators=(",", ":"), allow_nan=False).encode() + b"\n")
        try:
            while data:
                data = data[self._file.write(data) :]
            if os.fstat(self._file.fileno()).st_nlink == 0:
                raise FileNotFoundError(errno.ENOENT, "the file was removed")
        except OSError as problem:
            raise _unwritable(problem) from problem

    def sync(self) -> None:
        """See to it that everything is on the disk.

        Raises:
            CustomerError: the disk does not take it.
        """
        try:
            os.fsync(self._file.fileno())
        except OSError as problem:
            raise _unwritable(problem) from problem

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read(path: Path) -> Iterator[Given]:
    """What came of each photo, as far as that is written.

    Raises:
        OSError: the file cannot be read.
        ValueError: a line is damaged; the message says which.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                yield _given(line)
            except (ValueError, TypeError, KeyError, AttributeError) as problem:
                raise ValueError(f"line {number} of {path.name} is damaged: {problem}") from problem


def answered(path: Path) -> int:
    """How many photos have an answer by now: the last whole line says it, however long the file is.

    Raises:
        OSError: the file cannot be read.
        ValueError: that line is damaged.
    """
    tail = b""
    with path.open("rb") as file:
        start = file.seek(0, os.SEEK_END)
        while start and tail.count(b"\n") < 2:
            step = min(_PIECE, start)
            start -= step
            file.seek(start)
            tail = file.read(step) + tail
    lines = tail[: tail.rfind(b"\n") + 1].splitlines()
    if not lines:
        return 0
    try:
        return int(json.loads(lines[-1])["answered"])
    except (ValueError, TypeError, KeyError) as problem:
        raise ValueError(f"the last line of {path.name} is damaged: {problem}") from problem


def _unwritable(problem: OSError) -> CustomerError:
    return CustomerError(
        f"The answers cannot be written: {problem.strerror}. Free some disk space, or point XDG_STATE_HOME to a folder "
        "that can be written to, then start the batch transform again."
    )


def _given(line: bytes) -> Given:
    value = json.loads(line)
    findings = tuple(Finding(**{field: row[field] for field in _FIELDS}) for row in value.get("findings", ()))
    return Given(tuple(float(each) for each in value.get("probabilities", ())), findings)
