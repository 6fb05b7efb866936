"""Lists of the user's own made into a data set: both read and put together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.dataset import lst
from core.dataset.class_names import name_classes
from core.dataset.classes import one_class, one_image
from core.dataset.faults import Fault, Faults
from core.dataset.label_balance import in_one_part_only, label_balance
from core.dataset.label_split import split_labels
from core.dataset.lst import ListFile
from core.dataset.model import DataSet, Row
from core.dataset.root import on_this_machine
from core.dataset.split import split
from core.errors import UsageError
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.config import DatasetSettings
    from core.s3address import S3Address


def load_lists(
    settings: DatasetSettings,
    root: Path | S3Address,
    *,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> DataSet:
    """The data set of ``dataset.train_lst`` and ``dataset.validation_lst``; one list alone is split.

    Args:
        settings: name the lists.
        root: what their paths are relative to.
        on_progress: called with the number of lines so far.
        cancel: stops the reading.

    Raises:
        DatasetError: a list cannot be read.
        UsageError: only a validation list is named.
        Cancelled: the token was set.
    """
    if settings.train_lst is None:
        raise UsageError(
            "there is a validation list but no train list",
            fix="set dataset.train_lst too, or neither of the two",
        )
    second: ListFile | None = None
    train_lst = on_this_machine(settings.train_lst)
    first = lst.read(train_lst, on_progress=on_progress, cancel=cancel)
    findings = list(first.findings)
    if settings.validation_lst is not None:
        second = lst.read(on_this_machine(settings.validation_lst), on_progress=on_progress, cancel=cancel)
        findings += second.findings
        validation, between = _beside(first, second, str(settings.validation_lst))
        train: Sequence[Row] = first.rows
        findings += between
    else:
        train, validation = _split(first, settings.validation, settings.seed)
    usable = not (first.detection or (second is not None and second.detection))
    rows = [*train, *validation] if usable else []
    classes, odd = name_classes(rows, first.multi_label, train_lst, settings.classes)
    odd += one_image(classes) if second is None else []
    beside = None if second is None else str(settings.validation_lst)
    if first.multi_label:
        odd += label_balance(classes, rows, str(train_lst))
        several = [row for row in classes if row.images > 1 or second is not None]
        odd += in_one_part_only(several, train, validation, beside)
    else:
        odd += one_class(classes)
        odd += _never_trained(train, validation, beside) if usable and beside is not None else []
    return DataSet(
        root,
        classes,
        train if usable else (),
        validation if usable else (),
        multi_label=first.multi_label,
        findings=(*findings, *odd),
        input=settings.input,
    )


def _split(found: ListFile, fraction: float, seed: int) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows of one list that train and those that validate."""
    if found.multi_label:
        parts = split_labels([row.labels for row in found.rows], fraction, seed)
    else:
        labels = [int(row.labels[0]) if len(row.labels) == 1 else 0 for row in found.rows]
        parts = split(labels, fraction, seed)
    train, validation = ([found.rows[place] for place in part] for part in parts)
    return train, validation


def _beside(first: ListFile, second: ListFile, path: str) -> tuple[Sequence[Row], tuple[Finding, ...]]:
    """The validation rows, with indices that are not the train list's, and what is odd between the two lists."""
    faults = Faults(path)
    rows = second.rows
    if first.rows and rows and len(first.rows[0].labels) != len(rows[0].labels):
        detail = f"has {len(rows[0].labels)} label columns, the train list has {len(first.rows[0].labels)}"
        faults.add(None, Fault("error", "column-count", detail))
        return [], faults.findings()
    trained = {row.path for row in first.rows}
    for row, line in zip(rows, second.lines, strict=True):
        if row.path in trained:
            faults.add(line, Fault("warning", "in-both-lists", "the photo stands in the train list too"))
    taken = {row.index for row in first.rows}
    if not taken.isdisjoint(row.index for row in rows):
        start = max(taken) + 1
        rows = [replace(row, index=start + place) for place, row in enumerate(rows)]
        detail = f"indices of the train list come again; the rows are numbered from {start} instead"
        faults.add(None, Fault("info", "renumbered", detail))
    return rows, faults.findings()


def _never_trained(train: Sequence[Row], validation: Sequence[Row], path: str) -> list[Finding]:
    unknown = {row.labels for row in validation} - {row.labels for row in train}
    return [
        Finding(
            "warning",
            "never-trained",
            f"label {labels[0]:.0f} validates, but no photo of the train list has it",
            path,
            why="The network cannot know the class; its photos count as wrong.",
            fix="Add photos of the class to the train list.",
        )
        for labels in sorted(unknown)
    ]
