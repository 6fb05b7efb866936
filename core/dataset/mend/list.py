"""A mended list: what only one reading makes sense of is written as it should be, and each line told.

What is mended, what is dropped and what is left is in docs/data-sets.md, "Mending".
"""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.dataset import lst
from core.dataset.atomic import write_files
from core.dataset.locate import Locator
from core.dataset.lstline import format_row
from core.dataset.mend.line import Line, mend_line
from core.dataset.mend.lines import Done, MendedList
from core.dataset.model import Row
from core.dataset.root import read_root
from core.diskspace import remedy
from core.errors import DatasetError, UsageError
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_EVERY = 4096
_BOM = "\ufeff"
_LARGEST = 10**18


def mend_list(
    file: Path, target: Path, *, root: Path | None = None, cancel: CancelToken | None = None
) -> MendedList:
    """Write a mended copy of a list.

    Args:
        file: the list.
        target: where the copy goes; nothing may be there.
        root: what the list's paths are relative to; with it, lines whose photo does not exist are dropped.
        cancel: looked at every few thousand lines, and between two photos.

    Raises:
        UsageError: something is at the target.
        DatasetError: the list or the root cannot be read, holds boxes, has no line that can be used, or the
            copy cannot be written.
        Cancelled: the token was set.
    """
    refuse_list_place(target)
    token = cancel or CancelToken()
    if lst.read(file, cancel=token).detection:
        raise DatasetError(
            f"{file} is an object detection list, which is not mended",
            why="image classification cannot train on boxes",
            fix="use a list with one label per image",
        )
    done = Done()
    locator = None if root is None else Locator(root)
    lines = _read(file, _roots(root), locator, done, token)
    if locator is not None:
        lines = _there(lines, locator, done, token)
    try:
        rows = _numbered(list(_once(lines, done)), done)
    except OSError as error:
        raise DatasetError(
            f"cannot read the list {file}", why=error.strerror or str(error), fix="name an existing .lst file"
        ) from error
    if not rows:
        raise DatasetError(
            f"no line of {file} can be mended",
            why=done.first_dropped(),
            fix="write each line as index TAB label TAB path",
        )
    try:
        write_files(target.parent, {target.name: map(format_row, rows)})
    except OSError as error:
        raise DatasetError(
            f"cannot write the mended list to {target}",
            why=error.strerror or str(error),
            fix=remedy(error, "name a file in a folder that can be written to"),
        ) from error
    return MendedList(target, len(rows), done.actions())


def refuse_list_place(target: Path) -> None:
    """Refuse to write over anything.

    Raises:
        UsageError: something is there.
    """
    if os.path.lexists(target):
        raise UsageError(f"{target} is there already", fix="name a file that does not exist for the copy")


def _roots(root: Path | None) -> tuple[str, ...]:
    """How an absolute path to a photo may begin."""
    if root is None:
        return ()
    read_root(root)
    found = {os.path.realpath(root): None, os.path.abspath(root): None}  # noqa: PTH100 - without links resolved
    return tuple(found)


def _read(
    file: Path, roots: tuple[str, ...], locator: Locator | None, done: Done, cancel: CancelToken
) -> Iterator[tuple[int, Line]]:
    """The lines that make a row, mended one by one, with their numbers."""

    def there(path: str) -> bool:
        return locator is not None and not _is_missing(locator, path)

    with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            if not number % _EVERY:
                cancel.check()
            text = line.removesuffix("\n")
            if not line.endswith("\n"):
                done.rewritten(number, "has a line end")
            if text.endswith("\r"):
                text = text[:-1]
                done.rewritten(number, "has a plain line end, no longer that of Windows")
            if number == 1 and text.startswith(_BOM):
                text = text[1:]
                done.rewritten(number, "has no byte-order mark")
            if not text.strip():
                done.dropped(number, "is blank")
                continue
            found = mend_line(text, roots, there)
            if isinstance(found, str):
                done.dropped(number, found)
                continue
            for how in found.did:
                done.rewritten(number, how)
            if not found.did and f"{text}\n" != format_row(Row(found.index or 0, found.labels, found.path)):
                done.rewritten(number, "has plain numbers, and nothing but TABs between its columns")
            yield number, found


def _there(
    lines: Iterable[tuple[int, Line]], locator: Locator, done: Done, cancel: CancelToken
) -> Iterator[tuple[int, Line]]:
    """The lines whose photo exists, under its own name; other faults of photos are not the list's."""
    for number, line in lines:
        cancel.check()
        if not _is_missing(locator, line.path):
            yield number, line
            continue
        other = locator.alike(line.path)
        if other is None:
            done.dropped(number, "names a photo that does not exist")
            continue
        done.rewritten(number, "has its photo's name as the file has it")
        yield number, replace(line, path=other[0])


def _is_missing(locator: Locator, path: str) -> bool:
    found = locator.look(path)
    return isinstance(found, Finding) and found.kind == "missing-file"


def _once(lines: Iterable[tuple[int, Line]], done: Done) -> Iterator[tuple[int, Line]]:
    """The lines without those that name the photo of an earlier one with the same label."""
    first: dict[tuple[str, tuple[float, ...]], int] = {}
    for number, line in lines:
        earlier = first.setdefault((line.path, line.labels), number)
        if earlier != number:
            done.dropped(number, f"names the photo of line {earlier} again, with the same label")
        else:
            yield number, line


def _numbered(lines: list[tuple[int, Line]], done: Done) -> list[Row]:
    """Rows whose indices are unique: of two the later gets a number behind the largest."""
    taken = {line.index for _, line in lines}
    highest = max((index for index in taken if index is not None), default=-1)
    fresh = (number for number in count(highest + 1 if highest < _LARGEST else 0) if number not in taken)
    met: set[int] = set()
    rows = []
    for number, line in lines:
        index = line.index
        if index is None:
            index = next(fresh)
        elif index in met:
            index = next(fresh)
            done.renumbered(number, f"has index {index}: {line.index} stands in an earlier line")
        met.add(index)
        rows.append(Row(index, line.labels, line.path))
    return rows
