"""The lines of a log, all of them or those that pass a filter, as a text file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dataset.atomic import write_files
from core.errors import UsageError
from core.logview.hosts import short_stream
from core.runs.paging import PAGE, stored_lines
from core.text import clean_path
from core.times import iso

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.runs import RunBook, StoredLine


def file_line(line: StoredLine) -> str:
    """A line as it stands in a file: time (UTC), host, text; the order of `aws logs tail`."""
    return f"{iso(line.time)} {short_stream(line.stream)} {line.text}\n"


def chosen_lines(
    book: RunBook, job_id: int, count: int, seqs: Sequence[int] | None, cancel: CancelToken
) -> Iterator[StoredLine]:
    """The lines, a page in memory at a time.

    Args:
        book: read from.
        job_id: whose lines.
        count: the last one's number.
        seqs: only the lines of these numbers, ascending; None for all.
        cancel: looked at between pages.

    Raises:
        Cancelled: the token was set.
        RunBookError: the run book cannot be read.
    """
    if seqs is None:
        for line in stored_lines(book, job_id, last=count):
            cancel.check()
            yield line
        return
    for start in range(0, len(seqs), PAGE):
        cancel.check()
        yield from book.lines_at(job_id, seqs[start : start + PAGE])


def save_lines(lines: Iterator[StoredLine], target: Path) -> int:
    """Write the lines; what stands at the target is replaced when all of them are there, or not at all.

    Args:
        lines: in their order.
        target: the file; its folder is there.

    Returns:
        How many were written.

    Raises:
        UsageError: it cannot be written; nothing has changed then.
    """
    count = 0

    def texts() -> Iterator[str]:
        nonlocal count
        for line in lines:
            count += 1
            yield file_line(line)

    try:
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if not target.parent.is_dir():
            raise NotADirectoryError(20, "its folder does not exist")
        write_files(target.parent, {target.name: texts()})
    except OSError as error:
        raise UsageError(
            f"cannot save to {clean_path(target)}",
            why=error.strerror or str(error),
            fix="give another path",
        ) from error
    return count
