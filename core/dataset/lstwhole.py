"""What is wrong with a list as a whole: columns that change, indices and paths that repeat, labels with gaps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.dataset.lstline import Fault, is_detection, label_fault
from core.finding import LEVELS, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset.model import Row

_MOST_EACH = 1000
_COUNTED = frozenset({"crlf", "detection-list"})
_ONCE = frozenset({"float-labels"})

_FIXES = {
    "byte-order-mark": "Save the list as UTF-8 without a byte-order mark.",
    "blank-line": "Remove the line.",
    "spaces-not-tabs": "Write the columns with one TAB between them.",
    "path-before-label": "Write each line as index TAB label TAB path.",
    "too-few-columns": "Write each line as index TAB label TAB path.",
    "absolute-path": "Write paths relative to the data set's root.",
    "path-leaves-root": "Write paths relative to the data set's root, without ..",
    "duplicate-index": "Number the lines anew.",
    "label-gap": "Number the classes 0, 1, 2 … without gaps.",
    "label-too-large": "Set num_classes to the largest label plus 1, or correct the label.",
    "detection-list": "Use a list with one label per image.",
    "backslash": "Write / between folders.",
}
_WHYS = {
    "byte-order-mark": "Readers cannot parse the first number and drop the line without an error.",
    "blank-line": "Some readers skip it, others stop.",
    "crlf": "Readers strip it; nothing is lost.",
    "spaces-not-tabs": "Readers drop the line without an error, or stop.",
    "path-before-label": "Readers drop the line without an error, or stop.",
    "too-few-columns": "Readers drop the line without an error, or stop.",
    "bad-index": "Readers drop the line without an error, or stop.",
    "bad-label": "Readers drop the line without an error, or train on nonsense.",
    "absolute-path": "It points out of the data set, so it is refused.",
    "path-leaves-root": "It points out of the data set, so it is refused.",
    "duplicate-index": "The index is the record's id and must be unique; of two, a reader by id sees the later only.",
    "label-too-large": "The network has no output for it; training goes wrong or ends.",
    "index-gaps": "It does no harm: an index must only be unique.",
    "label-gap": "Classes must be numbered from 0 without gaps; an output without images is never trained.",
    "column-count": "All lines of a list have the same columns.",
    "mixed-labels": "With several label columns each is 0 or 1, one per class.",
    "detection-list": "Image classification cannot train on boxes.",
    "listed-twice": "The photo counts twice.",
    "two-labels": "The photo is learned as both.",
}


@dataclass(slots=True)
class _Told:
    count: int = 0
    findings: list[Finding] = field(default_factory=list)


class Faults:
    """Faults of one list, told line by line; a thousand of a kind are told one by one, the rest are counted.

    Args:
        path: of the list, for the findings.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._told: dict[str, _Told] = {}

    def add(self, line: int | None, fault: Fault, *, times: int = 1) -> None:
        """A fault was found, the first of `times` that follow each other.

        Those that run through a whole list are told at their first line, some with the count.
        """
        told = self._told.setdefault(fault.kind, _Told())
        told.count += times
        if len(told.findings) < (1 if fault.kind in _ONCE | _COUNTED else _MOST_EACH):
            why, fix = _WHYS.get(fault.kind, ""), _FIXES.get(fault.kind, "")
            told.findings.append(Finding(fault.level, fault.kind, fault.detail, self._path, line, why, fix))

    def findings(self) -> tuple[Finding, ...]:
        """All faults, errors first, each kind in the order of lines."""
        found: list[Finding] = []
        for kind, told in self._told.items():
            found += told.findings
            more = told.count - len(told.findings)
            first = told.findings[0]
            if more and kind in _COUNTED:
                found[-1] = Finding(
                    first.level,
                    kind,
                    f"{first.detail}: {told.count:,} lines from here",
                    self._path,
                    first.line,
                    first.why,
                    first.fix,
                )
            elif more and kind not in _ONCE:
                detail = f"{more:,} more lines like this"
                found.append(Finding(first.level, kind, detail, self._path, None, first.why, first.fix))
        return tuple(sorted(found, key=lambda finding: LEVELS.index(finding.level)))


@dataclass(frozen=True, slots=True)
class Whole:
    """The rows that stay once the list is judged as a whole, and what kind of list it is."""

    rows: Sequence[Row]
    lines: Sequence[int]
    multi_label: bool = False
    detection: bool = False


def whole_list(rows: list[Row], lines: Sequence[int], num_classes: int | None, faults: Faults) -> Whole:
    """Judge the rows of a list together.

    Args:
        rows: as read line by line.
        lines: the line number of each.
        num_classes: if known.
        faults: where faults go.
    """
    if not rows:
        faults.add(None, Fault("error", "empty-list", "no line of the list can be used"))
        return Whole([], [])
    kinds = Counter(row.labels for row in rows)
    widths: Counter[int] = Counter()
    for labels, count in kinds.items():
        widths[len(labels)] += count
    width = max(widths, key=lambda columns: (widths[columns], -columns))
    if width > 1 and all(map(is_detection, kinds)):
        header, each = rows[0].labels[:2]
        detail = f"is an object detection list (header width {header:g}, object width {each:g})"
        fault = Fault("error", "detection-list", detail)
        faults.add(lines[0], fault, times=len(rows))
        return Whole(rows, lines, detection=True)
    bad = {labels: odd for labels in kinds if (odd := _labels_fault(labels, width, num_classes)) is not None}
    if bad:
        for row, line in zip(rows, lines, strict=True):
            if row.labels in bad:
                faults.add(line, bad[row.labels])
        keep = [place for place, row in enumerate(rows) if row.labels not in bad]
        rows, lines = [rows[place] for place in keep], [lines[place] for place in keep]
    if width > 1 and num_classes is not None and num_classes != width:
        detail = f"{width} label columns with num_classes={num_classes}: one column per class is needed"
        faults.add(lines[0] if lines else None, Fault("error", "label-columns", detail))
    indices = _repeats(rows, lines, faults)
    _index_gaps(rows, lines, indices, faults)
    if width == 1:
        _label_gaps(rows, lines, sorted(int(labels[0]) for labels in kinds if labels not in bad), faults)
    return Whole(rows, lines, multi_label=width > 1)


def _labels_fault(labels: tuple[float, ...], width: int, num_classes: int | None) -> Fault | None:
    """Why a row with these labels cannot be used, if that is so."""
    if len(labels) != width:
        detail = f"has {len(labels)} label columns, most lines have {width}"
        return Fault("error", "column-count", detail)
    if width == 1:
        return label_fault(labels[0], num_classes)
    if any(label not in (0.0, 1.0) for label in labels):
        return Fault("error", "mixed-labels", "has a label other than 0 and 1 among several columns")
    return None


def _repeats(rows: Sequence[Row], lines: Sequence[int], faults: Faults) -> set[int]:
    """Tell indices and photos that stand there twice; returns all indices."""
    indices = {row.index for row in rows}
    if len(indices) < len(rows):
        first: dict[int, int] = {}
        for row, line in zip(rows, lines, strict=True):
            if row.index in first:
                detail = f"index {row.index} stands in line {first[row.index]} already"
                faults.add(line, Fault("error", "duplicate-index", detail))
            first.setdefault(row.index, line)
    if len({row.path for row in rows}) < len(rows):
        seen: dict[str, tuple[int, tuple[float, ...]]] = {}
        for row, line in zip(rows, lines, strict=True):
            before, labels = seen.setdefault(row.path, (line, row.labels))
            if before != line and labels != row.labels:
                detail = f"the photo of line {before} again, with another label"
                faults.add(line, Fault("warning", "two-labels", detail))
            elif before != line:
                faults.add(line, Fault("warning", "listed-twice", f"the photo of line {before} again"))
    return indices


def _label_gaps(rows: Sequence[Row], lines: Sequence[int], labels: Sequence[int], faults: Faults) -> None:
    """Tell labels that are skipped, each at the first line whose label comes after the gap."""
    after = {
        label: before for before, label in zip([-1, *labels], labels, strict=False) if label != before + 1
    }
    for row, line in zip(rows, lines, strict=True) if after else ():
        label = int(row.labels[0])
        before = after.pop(label, None)
        if before is not None:
            gone = str(before + 1) if label == before + 2 else f"{before + 1} to {label - 1}"
            faults.add(line, Fault("warning", "label-gap", f"label {label} is here, but no image has {gone}"))


def _index_gaps(rows: Sequence[Row], lines: Sequence[int], indices: set[int], faults: Faults) -> None:
    """Tell that indices are skipped, which is allowed, at the line that follows the first gap."""
    if not indices or max(indices) - min(indices) < len(indices):
        return
    lowest, highest = min(indices), max(indices)
    gap = next(index for index in range(lowest, highest) if index not in indices)
    after = min(index for index in indices if index > gap)
    line = next(line for row, line in zip(rows, lines, strict=True) if row.index == after)
    detail = (
        f"indices have gaps ({len(indices):,} from {lowest} to {highest}); index {after} follows the first"
    )
    faults.add(line, Fault("info", "index-gaps", detail))
