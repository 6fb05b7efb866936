"""One line of a .lst: written, and read again with the reason if it cannot be (reference/lst-recordio.md §1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.dataset.faults import Fault
from core.dataset.names import not_listable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset.model import Row

MOST_CLASSES = 100_000
"""A label from here on is taken for a mistake: no class has so many neighbours, and a table of them would not fit."""

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)", re.I | re.A)
"""How a label may be written; a path that begins with one is hard to tell from another label."""
_CAFFE = re.compile(r"\S.*\.\w{2,5}[ \t]+\d+")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|[A-Za-z][A-Za-z0-9+.-]*://")


def format_row(row: Row) -> str:
    """The line of a row, with its line end; whole labels are written without a point.

    Raises:
        ValueError: the path is one that no list can hold.
    """
    reason = not_listable(row.path)
    if reason is not None:
        raise ValueError(f"{row.path!r} {reason}")
    if len(row.labels) == 1 and row.labels[0].is_integer():
        return f"{row.index}\t{int(row.labels[0])}\t{row.path}\n"
    return f"{row.index}\t{_labels(row.labels)}\t{row.path}\n"


def format_rows(rows: Sequence[Row]) -> str:
    """What `format_row` gives for all rows together, in a third of the time: names are judged all at once.

    Raises:
        ValueError: a path is one that no list can hold.
    """
    texts = {labels: _labels(labels) for labels in {row.labels for row in rows}}
    whole = "".join([f"{row.index}\t{texts[row.labels]}\t{row.path}\n" for row in rows])
    if "".join([row.path for row in rows]).isprintable() and "\t " not in whole and " \n" not in whole:
        return whole
    return "".join(map(format_row, rows))


def _labels(labels: tuple[float, ...]) -> str:
    return "\t".join(str(int(label)) if label.is_integer() else repr(label) for label in labels)


def parse_cells(line: str) -> tuple[int, tuple[float, ...], str] | Fault:
    """Index, labels and path of a line, cut at TABs, each cell stripped; else why it is none.

    Args:
        line: without its line end, not blank.
    """
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) < 3:
        return _too_few(line, len(cells))
    if cells[0] == "" and len(cells[1].split()) > 1:
        return _spaces("begins with a TAB, and spaces separate the rest")
    if not (cells[0].isascii() and cells[0].isdigit()) or len(cells[0]) > 19:
        if _CAFFE.fullmatch(line.strip()):
            return _caffe()
        return Fault("error", "bad-index", f"the index must be a whole number from 0, not {_short(cells[0])}")
    if not cells[-1]:
        return Fault("error", "no-path", "the path is missing")
    labels: list[float] = []
    for cell in cells[1:-1]:
        if not NUMBER.fullmatch(cell):
            return _not_a_number(cell, len(cells))
        labels.append(float(cell))
    return int(cells[0]), tuple(labels), cells[-1]


def label_fault(label: float, num_classes: int | None) -> Fault | None:
    """What is wrong with a single label, if anything."""
    if label != label or label in (float("inf"), float("-inf")):
        return Fault("error", "bad-label", f"the label is {label}, which is no class")
    if label < 0 or not label.is_integer():
        return Fault("error", "bad-label", f"the label must be a whole number from 0, not {label:g}")
    if num_classes is not None and label >= num_classes:
        return Fault(
            "error",
            "label-too-large",
            f"label {label:.0f} with num_classes={num_classes}: the last is {num_classes - 1}",
        )
    if label >= MOST_CLASSES:
        return Fault("error", "label-too-large", f"label {label:.0f} is no class number")
    return None


def path_fault(path: str) -> Fault | None:
    """What is wrong with a path, going by its text alone; errors mean that it is refused."""
    shown = _short(path)
    if path.startswith("/") or _DRIVE.match(path):
        return Fault("error", "absolute-path", f"{shown} must be relative to the root")
    if ".." in path.split("/") or ".." in path.split("\\"):
        return Fault("error", "path-leaves-root", f"{shown} climbs out with ..")
    reason = not_listable(path)
    if reason is not None:
        return Fault("error", "unlistable-name", f"{shown} {reason}")
    if "\\" in path:
        return Fault("warning", "backslash", f"{shown} has a backslash where / separates folders")
    return None


def is_detection(labels: tuple[float, ...]) -> bool:
    """Whether the label columns are those of an object detection list: header width, object width, header, objects."""
    if len(labels) < 2 or not (labels[0].is_integer() and labels[1].is_integer()):
        return False
    header, each = int(labels[0]), int(labels[1])
    return header >= 2 and each >= 5 and len(labels) >= header and (len(labels) - header) % each == 0


def _too_few(line: str, cells: int) -> Fault:
    text = line.strip()
    if _CAFFE.fullmatch(text):
        return _caffe()
    words = text.split()
    if len(words) >= 3 and words[0].isdigit() and NUMBER.fullmatch(words[1]):
        lead = (
            "begins with a TAB, and spaces separate the rest"
            if line.startswith("\t")
            else "spaces separate the columns"
        )
        return _spaces(lead)
    return Fault("error", "too-few-columns", f"has {cells} of the 3 columns index, label, path")


def _spaces(how: str) -> Fault:
    return Fault("error", "spaces-not-tabs", f"{how}: it must be one TAB between columns")


def _caffe() -> Fault:
    return Fault(
        "error", "path-before-label", "is in Caffe's order (path, label): it must be index, label, path"
    )


def _not_a_number(cell: str, cells: int) -> Fault:
    more = " (is there a TAB in the path?)" if cells > 3 else ""
    return Fault("error", "bad-label", f"the label must be a number, not {_short(cell)}{more}")


def _short(text: str) -> str:
    from core.text import clean_path

    shown = clean_path(text)
    return f'"{shown[:79]}…"' if len(shown) > 80 else f'"{shown}"'
