"""One line of a .lst mended: what only one reading makes sense of is written as it should be. Pure."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.faults import Fault
from core.dataset.lstline import NUMBER, parse_cells, path_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WHOLE = re.compile(r"\d{1,18}\.0*", re.A)
_NO_INDEX = re.compile(r"|-\d+(?:\.\d*)?|nan", re.I | re.A)
_PATH_FIRST = frozenset({"path-before-label"})
_COLUMNS = frozenset({"spaces-not-tabs", "too-few-columns"})

INDEX = "has an index that is a whole number from 0"
CAFFE = "has index, label and path in this order, no longer Caffe's"
TABS = "has TABs between its columns, no longer spaces"
SLASHES = "has / between folders, no longer a backslash"
ROOT = "has a path that starts at the root"
DOTS = "has a path without . and .. in it"


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it can be written.

    Args:
        index: None if it needs a number.
        labels: one, or several columns.
        path: with ``/`` between folders.
        did: what was mended, in words that follow "the line".
    """

    index: int | None
    labels: tuple[float, ...]
    path: str
    did: tuple[str, ...]


def mend_line(
    text: str, roots: Iterable[str] = (), there: Callable[[str], bool] = lambda _path: False
) -> Line | str:
    """The line mended, or why it cannot be.

    Args:
        text: without its line end and byte-order mark, not blank.
        roots: absolute paths of the folder that the list's paths start from, without a ``/`` at the end.
        there: whether a photo has just this path, asked where a backslash may be part of its name.
    """
    found = parse_cells(text)
    did: list[str] = []
    if isinstance(found, Fault):
        mended = _mended_columns(text, found)
        if isinstance(mended, str):
            return mended
        index, labels, path, how = mended
        did.append(how)
    else:
        index, labels, path = found
    slashed = path.replace("\\", "/")
    if slashed != path and path_fault(slashed) is None and not there(path):
        path = slashed
        did.append(SLASHES)
    for root in roots:
        if path.startswith(f"{root}/"):
            path = path[len(root) + 1 :]
            did.append(ROOT)
    plain = _plain(path)
    if plain != path and path_fault(plain) is None:
        path = plain
        did.append(DOTS)
    fault = path_fault(path)
    if fault is not None and fault.level == "error":
        return fault.detail
    return Line(index, labels, path, tuple(did))


def _mended_columns(text: str, fault: Fault) -> tuple[int | None, tuple[float, ...], str, str] | str:
    """Index, labels, path and what was done, of a line whose columns are not as they should be; else why not."""
    if fault.kind in _PATH_FIRST:
        path, label = text.strip().rsplit(None, 1)
        return None, (float(label),), path.rstrip(), CAFFE
    if fault.kind in _COLUMNS:
        return _from_spaces(text, fault)
    if fault.kind != "bad-index":
        return fault.detail
    first, _, rest = text.partition("\t")
    found = parse_cells(f"0\t{rest}")
    if isinstance(found, Fault):
        return fault.detail
    if _WHOLE.fullmatch(first.strip()):
        return int(first.strip().partition(".")[0]), *found[1:], INDEX
    if _NO_INDEX.fullmatch(first.strip()):
        return None, *found[1:], INDEX
    return fault.detail


def _from_spaces(text: str, fault: Fault) -> tuple[int, tuple[float, ...], str, str] | str:
    """Columns that spaces separate: index, one number, and a path that begins with no number."""
    words = text.split(None, 2)
    if len(words) < 3 or not re.fullmatch(r"\d{1,19}", words[0], re.A) or not NUMBER.fullmatch(words[1]):
        return fault.detail
    path = words[2].rstrip()
    if NUMBER.fullmatch(path.split(None, 1)[0]):
        return f"{fault.detail}; where the labels end and the path begins cannot be told"
    if "\t" in path:
        return fault.detail
    return int(words[0]), (float(words[1]),), path, TABS


def _plain(path: str) -> str:
    """The path without ``.``, ``//`` and, where it does not climb out, ``..``."""
    plain = posixpath.normpath(path)
    return path if plain in (".", "..") or plain.startswith(("/", "../")) else plain
