"""Lists (.lst): one image per line, index TAB label TAB path. Written exactly, read strictly.

A faulty line is left out of the rows and told with its number; so are faults of the list as a whole. Paths are
judged by their text alone here: no photo is looked at (`core.dataset.check` does that).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.atomic import write_files
from core.dataset.faults import Fault, Faults
from core.dataset.lstline import format_row, parse_cells, path_fault
from core.dataset.lstwhole import whole_list
from core.dataset.model import Row
from core.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.finding import Finding

_BLOCK = 1 << 18
_LONG = 19
_LARGEST = 1 << 31
_BOM = "\ufeff"
_BITS = frozenset("01")


@dataclass(frozen=True, slots=True)
class ListFile:
    """What a list holds.

    Args:
        rows: the lines that could be read.
        lines: the line number of each row, from 1.
        findings: faults, each with its line; `path` is the list's.
        multi_label: whether each row has one 0/1 column per class.
        detection: whether it is an object detection list, which no image classifier can use.
    """

    rows: Sequence[Row]
    lines: Sequence[int]
    findings: tuple[Finding, ...]
    multi_label: bool = False
    detection: bool = False


def read(
    file: Path,
    *,
    num_classes: int | None = None,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> ListFile:
    """Read and judge a list.

    Args:
        file: the list.
        num_classes: if known, labels from here on are faults.
        on_progress: called with the number of lines so far.
        cancel: looked at every few thousand lines.

    Raises:
        DatasetError: the file cannot be read, or is none of lines.
        Cancelled: the token was set.
    """
    faults = Faults(str(file))
    rows: list[Row] = []
    lines = array("I")
    known: dict[str, tuple[float, ...]] = {}
    number = 0
    try:
        _refuse_what_is_no_list(file)
        with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as stream:
            while block := stream.readlines(_BLOCK):
                _breathe(number, on_progress, cancel)
                block = _without_crlf(block, number, faults)
                _read_block(block, number, rows, lines, known, faults)
                number += len(block)
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"cannot read the list {file}",
            why=(error.strerror or str(error)) if isinstance(error, OSError) else str(error),
            fix="name an existing .lst file",
        ) from error
    whole = whole_list(rows, lines, num_classes, faults)
    return ListFile(whole.rows, whole.lines, faults.findings(), whole.multi_label, whole.detection)


def write(file: Path, rows: Iterable[Row]) -> None:
    """Write a list beside `file` and move it there, so that no half of it is ever seen.

    Raises:
        OSError: it cannot be written.
        ValueError: a path is one that no list can hold.
    """
    write_files(file.parent, {file.name: map(format_row, rows)})


def _read_block(
    block: Sequence[str],
    number: int,
    rows: list[Row],
    lines: array[int],
    known: dict[str, tuple[float, ...]],
    faults: Faults,
) -> None:
    """Read some lines, of which `number` went before. This loop is what a list of a million lines costs."""
    plain = _is_plain("".join(block))
    for place, line in enumerate(block, number + 1):
        index, _, rest = line.partition("\t")
        text, _, path = rest.rpartition("\t")
        if (
            plain
            and index.isdecimal()
            and len(index) < _LONG
            and (labels := known.get(text) or _several(text, known)) is not None
        ):
            rows.append(Row(int(index), labels, path[:-1]))
            lines.append(place)
            continue
        row = _careful(line, place, faults)
        if row is not None:
            rows.append(row)
            lines.append(place)
            known[text] = row.labels


def _several(text: str, known: dict[str, tuple[float, ...]]) -> tuple[float, ...] | None:
    """The labels of a line with several plain columns of 0 and 1, kept in `known`; None if it has no such."""
    columns = text.split("\t")
    if len(columns) < 2 or not _BITS.issuperset(columns):
        return None
    labels = known[text] = tuple([1.0 if column == "1" else 0.0 for column in columns])
    return labels


def _is_plain(text: str) -> bool:
    """Whether no line of the text has anything in it that needs a closer look than its three columns."""
    return (
        text.endswith("\n")
        and text.replace("\t", "").replace("\n", "").isprintable()
        and not any(odd in text for odd in ("..", "\\", ":/", "\t/", "\t ", " \n", "\t\n"))
    )


def _without_crlf(block: list[str], number: int, faults: Faults) -> list[str]:
    """The lines with Windows' line ends turned into plain ones, which are told once with their count."""
    ends = [place for place, line in enumerate(block) if line.endswith("\r\n")]
    if not ends:
        return block
    fault = Fault("info", "crlf", "lines end as on Windows (CR LF)")
    faults.add(number + ends[0] + 1, fault, times=len(ends))
    return [line[:-2] + "\n" if line.endswith("\r\n") else line for line in block]


def _careful(line: str, number: int, faults: Faults) -> Row | None:
    """The row of a line that may be anything; what is wrong with it goes to `faults`."""
    text = line.removesuffix("\n")
    if number == 1 and text.startswith(_BOM):
        faults.add(
            number, Fault("error", "byte-order-mark", "begins with a byte-order mark: image 1 is dropped")
        )
        text = text.removeprefix(_BOM)
    if not line.endswith("\n"):
        faults.add(number, Fault("info", "no-last-line-end", "the last line has no line end"))
    if not text.strip():
        faults.add(number, Fault("warning", "blank-line", "is blank"))
        return None
    found = parse_cells(text)
    if isinstance(found, Fault):
        faults.add(number, found)
        return None
    index, labels, path = found
    fault = path_fault(path)
    if fault is not None:
        faults.add(number, fault)
        if fault.level == "error":
            return None
    if "." in text.split("\t")[1] and labels[0].is_integer():
        faults.add(number, Fault("info", "float-labels", "labels are written with a point, such as 1.000000"))
    return Row(index, labels, path)


def _refuse_what_is_no_list(file: Path) -> None:
    """Refuse what would be read for ever or fill the memory: pipes, devices, data without lines."""
    if not file.is_file():
        if file.exists():
            raise ValueError("it is no regular file")
        file.stat()
    if file.stat().st_size > _LARGEST:
        raise ValueError(f"it has more than {_LARGEST >> 30} GiB")
    with file.open("rb") as stream:
        if b"\0" in stream.read(_BLOCK):
            raise ValueError("it holds binary data, not lines of text")


def _breathe(number: int, on_progress: Callable[[int], None] | None, cancel: CancelToken | None) -> None:
    if cancel is not None:
        cancel.check()
    if on_progress is not None:
        on_progress(number)
