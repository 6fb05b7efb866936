"""Searching a job's log by a regular expression: in chunks, so that it can be stopped and memory stays the same."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypedDict

from core.runs import lines as line_table
from core.runs.literal import required_literal

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.runs.connections import Connections

CHUNK = 20_000
_SAMPLE = 100
"""Lines at the start of a chunk that show whether picking those with a literal is less work than looking at all."""


class Options(TypedDict, total=False):
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
    view: Callable[[str], str] | None
    """What of a line is searched; it may leave out whole words, and nothing else."""
    cancel: CancelToken | None
    """Looked at between chunks; `Cancelled` is raised."""


def matches(
    connections: Connections, job_id: int, pattern: re.Pattern[str], last: int, options: Options
) -> Iterator[int]:
    """Numbers of the lines up to `last` in which the pattern is found.

    Each chunk is a read of its own: a slow consumer holds no lock and no snapshot.
    """
    before = options.get("before")
    if before is not None:
        last = min(last, before - 1)
    return islice(_found(connections, job_id, pattern, last, options), options.get("limit"))


def _found(
    connections: Connections, job_id: int, pattern: re.Pattern[str], last: int, options: Options
) -> Iterator[int]:
    first = max(0, options.get("after", 0)) + 1
    reverse, cancel = options.get("reverse", False), options.get("cancel")
    starts = range(first, last + 1, CHUNK)
    for start in reversed(starts) if reverse else starts:
        if cancel is not None:
            cancel.check()
        end = min(last, start + CHUNK - 1)
        found = _chunk(connections, job_id, pattern, start, end, options.get("view"))
        if options.get("invert"):
            hits = set(found)
            found = [seq for seq in range(start, end + 1) if seq not in hits]
        yield from reversed(found) if reverse else found


def _chunk(
    connections: Connections,
    job_id: int,
    pattern: re.Pattern[str],
    first: int,
    last: int,
    view: Callable[[str], str] | None,
) -> list[int]:
    # A view leaves out whole words: only within a word is its text that of the stored line.
    literal = required_literal(pattern, within_words=view is not None)
    search = pattern.search
    with connections.reading() as connection:
        sample = min(last, first + _SAMPLE - 1)
        if literal is None or line_table.is_frequent(connection, job_id, first, sample, literal):
            candidates = line_table.texts(connection, job_id, first, last)
        else:
            candidates = iter(line_table.with_literal(connection, job_id, first, last, literal))
    if view is not None:
        return [seq for seq, text in candidates if search(view(text))]
    return [seq for seq, text in candidates if search(text)]
