"""Searching the stored log: what is looked for, and the lines found so far."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.logview import places
from tui.widgets.log_draw import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.cancel import CancelToken
    from core.runs import RunBook

CHUNK = 20_000
"""Lines between two looks at the cancel token; a chunk takes some 10 ms, in which keys go on."""
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


@dataclass(frozen=True, slots=True)
class Condition:
    """What a line must hold, or with `without` must not hold, to pass."""

    pattern: re.Pattern[str]
    without: bool = False

    @property
    def text(self) -> str:
        """As it is typed into the filter."""
        begin = "!" if self.without else ""
        escape = "\\" if not self.without and self.pattern.pattern.startswith("!") else ""
        return f"{begin}{escape}{self.pattern.pattern}"

    def inverse(self) -> Condition:
        """The lines that do not pass."""
        return Condition(self.pattern, not self.without)


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
        scanned: all lines up to this sequence number were looked at.
    """

    conditions: tuple[Condition, ...]
    seqs: array[int] = field(default_factory=lambda: array("Q"))
    scanned: int = 0

    def position(self, seq: int) -> int | None:
        """Which match (from 0) a line is, or None if it is none."""
        return places.position(self.seqs, seq)

    def beside(self, seq: int, step: int) -> int | None:
        """The match after (step 1) or before (step -1) the line `seq`, around the end; None if there is none."""
        return places.beside(self.seqs, seq, step)


def scan(
    book: RunBook,
    job_id: int,
    conditions: Sequence[Condition],
    after: int,
    last: int,
    cancel: CancelToken,
) -> Iterator[tuple[array[int], int]]:
    """Look through the lines ``after+1 .. last`` as they are shown, a chunk at a time; meant for a thread of its own.

    Yields:
        The lines of one chunk that meet every condition, and the last sequence number of the chunk.

    Raises:
        Cancelled: the token was set.
    """
    while after < last:
        end = min(last, after + CHUNK)
        found = [
            book.search(
                job_id,
                each.pattern,
                after=after,
                before=end + 1,
                invert=each.without,
                view=shown,
                cancel=cancel,
            )
            for each in conditions
        ]
        matches = found[0] if len(found) == 1 else sorted(set.intersection(*map(set, found)))
        yield array("Q", matches), end
        after = end
