"""Searching the stored log: what is looked for, and the lines found so far."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from core.logview import places
from core.runs.search import CHUNK, Condition
from tui.widgets.log_draw import shown_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.runs import RunBook

_REPEATED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)*(?:[+*]|,\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d*,)")


class BadPattern(ValueError):
    """Not usable as a search; the message says why, in one line."""


def compile_pattern(text: str) -> re.Pattern[str]:
    """A regular expression as typed: case counts only if it holds a capital.

    Raises:
        BadPattern: not a regular expression, or one that repeats a repeat: Python's matcher may then need
            longer than the job for one line, holding up every key meanwhile.
    """
    if _REPEATED_REPEAT.search(text):
        raise BadPattern("a repeat inside a repeat can take forever; write it with one + or *")
    letters = re.sub(r"\\.", "", text)
    try:
        return re.compile(text, 0 if any(letter.isupper() for letter in letters) else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadPattern(f"not a regular expression: {error}") from error


def compile_condition(text: str) -> Condition:
    """A filter as typed: a regular expression, or one behind ``!`` for the lines without it.

    Raises:
        BadPattern: as `compile_pattern`, and where nothing stands behind the ``!``.
    """
    without = text.startswith("!")
    if text == "!":
        raise BadPattern("type behind the ! what the lines must not hold")
    return Condition(compile_pattern(text[1:] if without else text), without)


def pattern_fault(text: str) -> str:
    """What is wrong with a search as typed, or nothing; an empty one drops the search."""
    return _fault(compile_pattern, text)


def condition_fault(text: str) -> str:
    """What is wrong with a filter as typed, or nothing; an empty one drops the filter."""
    return _fault(compile_condition, text)


def _fault(compiled: Callable[[str], object], text: str) -> str:
    try:
        compiled(text)
    except BadPattern as error:
        return str(error)
    return ""


@dataclass(slots=True)
class Scan:
    """The sequence numbers of the lines that meet all conditions, as far as they are scanned.

    Args:
        conditions: every one must hold.
        seqs: matching lines, ascending; 8 bytes each, so that a million matches stay small.
        first: the lines behind this sequence number were looked at,
        scanned: up to this one. Both are the place to begin at while none was.
    """

    conditions: tuple[Condition, ...]
    seqs: array[int] = field(default_factory=lambda: array("Q"))
    first: int = 0
    scanned: int = 0

    def left(self, count: int) -> int:
        """How many of `count` lines are still to be looked at."""
        return self.first + max(0, count - self.scanned)

    def add(self, part: Part) -> None:
        """Take in what was found in the lines next to those already looked at."""
        self.seqs[:0] = part.earlier
        self.seqs.extend(part.later)
        self.first, self.scanned = part.first, part.upto

    def position(self, seq: int) -> int | None:
        """Which match (from 0) a line is, or None if it is none."""
        return places.position(self.seqs, seq)

    def beside(self, seq: int, step: int) -> int | None:
        """The match after (step 1) or before (step -1) the line `seq`, around the end; None if there is none."""
        return places.beside(self.seqs, seq, step)

    def knows(self, seq: int, step: int, count: int) -> bool:
        """Whether lines that are still to be looked at cannot change what `beside` says.

        Args:
            seq: as for `beside`.
            step: as for `beside`.
            count: of all lines.
        """
        if not self.left(count):
            return True
        if not self.seqs:
            return False
        if step > 0:
            return self.first <= seq < self.seqs[-1]
        return self.seqs[0] < seq <= self.scanned + 1


class Part(NamedTuple):
    """What a scan found on both sides of what it had looked at; `first` and `upto` are the scan's bounds then."""

    earlier: array[int]
    later: array[int]
    first: int
    upto: int

    def then(self, part: Part) -> Part:
        """Both in one."""
        return Part(part.earlier + self.earlier, self.later + part.later, part.first, part.upto)

    def nothing(self) -> Part:
        """The same bounds, without what was found."""
        return Part(array("Q"), array("Q"), self.first, self.upto)


def scan(
    book: RunBook, job_id: int, begun: Scan, last: int, cancel: CancelToken, *, chunk: int = CHUNK
) -> Iterator[Part]:
    """Go on with a scan to the last line and back to the first, a chunk on each side in turn; meant for a thread of
    its own. So what stands next to the place where it began is known first.

    Args:
        book: where the lines are.
        job_id: whose lines; they are looked at as they are shown.
        begun: how far it is; not changed.
        last: the last line's sequence number.
        cancel: looked at every few milliseconds.
        chunk: lines.

    Yields:
        What was found in a chunk.

    Raises:
        Cancelled: the token was set.
    """
    steps = list(_steps(begun, last, chunk))
    spans = [step.span for step in steps]
    found = book.meeting(job_id, begun.conditions, spans, view=shown_lines, cancel=cancel)
    for step, seqs in zip(steps, found, strict=True):
        some, none = array("Q", seqs), array("Q")
        earlier, later = (some, none) if step.earlier else (none, some)
        yield Part(earlier, later, step.first, step.upto)


class _Step(NamedTuple):
    """Lines to look at next, on which side they are, and the scan's bounds after it."""

    span: range
    earlier: bool
    first: int
    upto: int


def _steps(begun: Scan, last: int, chunk: int) -> Iterator[_Step]:
    first, upto = begun.first, begun.scanned
    while upto < last or first > 0:
        if upto < last:
            start, upto = upto, min(last, upto + chunk)
            yield _Step(range(start + 1, upto + 1), False, first, upto)
        if first > 0:
            end, first = first, max(0, first - chunk)
            yield _Step(range(first + 1, end + 1), True, first, upto)
