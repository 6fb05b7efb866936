"""Searching a job's log by regular expressions: in chunks, so that it can be stopped and memory stays the same."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import partial
from itertools import compress, islice
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from core.runs import lines as line_table
from core.runs.ahead import read_ahead
from core.runs.literal import required_literal
from core.runs.stretch import BlockSize
from core.runs.twin import search_for

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.cancel import CancelToken
    from core.runs.connections import Connections
    from core.runs.literal import Literal
    from core.runs.stretch import Stretch, View
    from core.runs.twin import Search

CHUNK = 20_000
_SAMPLE = 100
"""Lines at the start of a chunk that show whether picking those with a literal is less work than looking at all."""


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


class Looking(TypedDict, total=False):
    """How lines are looked at."""

    view: View | None
    """What of them is searched."""
    cancel: CancelToken | None
    """Looked at every few milliseconds; `Cancelled` is raised."""


class Options(Looking, total=False):
    """What a search may be told."""

    after: int
    """Only lines behind this number."""
    before: int | None
    """Only lines ahead of this number."""
    limit: int | None
    """End after so many."""
    reverse: bool
    """From the last line to the first."""
    invert: bool
    """The lines in which it is not found."""


def matches(
    connections: Connections, job_id: int, pattern: re.Pattern[str], last: int, options: Options
) -> Iterator[int]:
    """Numbers of the lines up to `last` in which the pattern is found.

    Each chunk is a read of its own: a slow consumer holds no lock and no snapshot.
    """
    first, before = max(0, options.get("after", 0)) + 1, options.get("before")
    if before is not None:
        last = min(last, before - 1)
    reverse = options.get("reverse", False)
    starts = range(first, last + 1, CHUNK)
    spans = (
        range(start, min(last + 1, start + CHUNK)) for start in (reversed(starts) if reverse else starts)
    )
    wanted = (Condition(pattern, options.get("invert", False)),)
    parts = found_in(connections, job_id, wanted, spans, options)
    found = (seq for part in parts for seq in (reversed(part) if reverse else part))
    return islice(found, options.get("limit"))


def found_in(
    connections: Connections,
    job_id: int,
    conditions: Sequence[Condition],
    spans: Iterable[range],
    how: Looking,
) -> Iterator[Sequence[int]]:
    """For each span the numbers, ascending, of the lines that meet all conditions; the next is read meanwhile.

    Args:
        connections: to the book.
        job_id: whose lines.
        conditions: one or more.
        spans: line numbers that follow each other, up to some `CHUNK` of them.
        how: they are looked at.
    """
    view = how.get("view")
    # A view leaves out whole words: only within a word is its text that of the stored line.
    literals = [required_literal(each.pattern, within_words=view is not None) for each in conditions]
    look = _Look([search_for(each.pattern) for each in conditions], view, how.get("cancel"))
    for read in read_ahead(partial(_read, connections, job_id, literals), spans):
        met = [
            _rest(read.span, found) if each.without else found
            for each, found in zip(conditions, look.through(read), strict=True)
        ]
        yield met[0] if len(met) == 1 else array("Q", sorted(set.intersection(*map(set, met))))


class _Read(NamedTuple):
    """A span of lines: all of them, where a condition needs that, and for each other those that can meet it."""

    span: range
    every: Stretch | None
    picked: Sequence[Stretch | None]


def _read(connections: Connections, job_id: int, literals: Sequence[Literal | None], span: range) -> _Read:
    first, last = span[0], span[-1]
    sample = min(last, first + _SAMPLE - 1)
    with connections.reading() as connection:
        picked = [
            None
            if literal is None or line_table.is_frequent(connection, job_id, first, sample, literal)
            else line_table.stretch(connection, job_id, first, last, literal)
            for literal in literals
        ]
        every = line_table.stretch(connection, job_id, first, last) if None in picked else None
    return _Read(span, every, picked)


class _Look:
    """Looks for several expressions in what was read.

    Args:
        searches: for the expressions.
        view: what of the lines is searched.
        cancel: looked at before them and after each block of them.
    """

    def __init__(self, searches: Sequence[Search], view: View | None, cancel: CancelToken | None) -> None:
        self._searches = searches
        self._view = view
        self._cancel = cancel
        self._size = BlockSize()

    def through(self, read: _Read) -> list[array[int]]:
        """For each expression the lines in which it is found."""
        if self._cancel is not None:
            self._cancel.check()  # also where there is nothing to look through
        found = [array("Q") for _ in self._searches]
        numbered = list(enumerate(read.picked))
        if read.every is not None:
            self._through(read.every, {number: found[number] for number, some in numbered if some is None})
        for number, some in numbered:
            if some is not None:
                self._through(some, {number: found[number]})
        return found

    def _through(self, stretch: Stretch, found: Mapping[int, array[int]]) -> None:
        """Add to what was found, by the number of its expression."""
        start = 0
        for block in stretch.blocks(self._size, self._view):
            if self._cancel is not None:
                self._cancel.check()
            seqs = stretch.seqs[start : start + len(block.lines)]
            start += len(block.lines)
            for number, into in found.items():
                into.extend(compress(seqs, self._searches[number].found(block)))


def _rest(span: range, found: Iterable[int]) -> array[int]:
    hits = set(found)
    return array("Q", (seq for seq in span if seq not in hits))
