"""Searching the stored log: patterns, and the matches found so far."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.widgets.log_draw import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def pattern_fault(text: str) -> str:
    """What is wrong with a pattern as typed, or nothing; an empty one drops the search."""
    try:
        compile_pattern(text)
    except BadPattern as error:
        return str(error)
    return ""


@dataclass(slots=True)
class Scan:
    """The sequence numbers of the lines that match all patterns, as far as they are scanned.

    Args:
        patterns: every one must be found in a line.
        seqs: matching lines, ascending; 8 bytes each, so that a million matches stay small.
        scanned: all lines up to this sequence number were looked at.
    """

    patterns: tuple[re.Pattern[str], ...]
    seqs: array[int] = field(default_factory=lambda: array("Q"))
    scanned: int = 0

    def position(self, seq: int) -> int | None:
        """Which match (from 0) a line is, or None if it is none."""
        place = bisect_left(self.seqs, seq)
        return place if place < len(self.seqs) and self.seqs[place] == seq else None

    def beside(self, seq: int, step: int) -> int | None:
        """The match after (step 1) or before (step -1) the line `seq`, around the end; None if there is none."""
        if not self.seqs:
            return None
        place = bisect_left(self.seqs, seq + 1) if step > 0 else bisect_left(self.seqs, seq) - 1
        return self.seqs[place % len(self.seqs)]


def scan(
    book: RunBook,
    job_id: int,
    patterns: Sequence[re.Pattern[str]],
    after: int,
    last: int,
    cancel: CancelToken,
) -> Iterator[tuple[array[int], int]]:
    """Look through the lines ``after+1 .. last`` as they are shown, a chunk at a time; meant for a thread of its own.

    Yields:
        The lines of one chunk in which every pattern is found, and the last sequence number of the chunk.

    Raises:
        Cancelled: the token was set.
    """
    while after < last:
        end = min(last, after + CHUNK)
        found = [
            book.search(job_id, pattern, after=after, before=end + 1, view=shown, cancel=cancel)
            for pattern in patterns
        ]
        matches = found[0] if len(found) == 1 else sorted(set.intersection(*map(set, found)))
        yield array("Q", matches), end
        after = end
