"""What is wrong with a list as a whole: columns that change, indices and paths that repeat, labels with gaps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.faults import Fault, Faults
from core.dataset.lstline import is_detection, label_fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset.model import Row


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
