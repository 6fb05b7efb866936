"""Lists of the user's own made into a data set: both read, put together, their classes named."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from core.dataset import lst
from core.dataset.classes import one_image
from core.dataset.lst import ListFile
from core.dataset.model import ClassCount, DataSet, Row
from core.dataset.split import split
from core.errors import UsageError
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.config import DatasetSettings

CLASSES_FILE = "classes.json"
_LARGEST_CLASSES_FILE = 1 << 22


def load_lists(
    settings: DatasetSettings,
    root: Path,
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
    first = lst.read(settings.train_lst, on_progress=on_progress, cancel=cancel)
    findings = list(first.findings)
    if settings.validation_lst is not None:
        second = lst.read(settings.validation_lst, on_progress=on_progress, cancel=cancel)
        findings += second.findings
        validation, odd = _beside(first, second, str(settings.validation_lst))
        train: Sequence[Row] = first.rows
        findings += odd
    else:
        labels = [int(row.labels[0]) if len(row.labels) == 1 else 0 for row in first.rows]
        parts = split(labels, settings.validation, settings.seed)
        train, validation = ([first.rows[place] for place in part] for part in parts)
    usable = not first.detection
    rows = [*train, *validation] if usable else []
    classes, odd = name_classes(rows, first.multi_label, settings.train_lst, settings.classes)
    if second is None:
        odd += one_image(classes)
    elif usable and not first.multi_label:
        odd += _never_trained(train, validation, str(settings.validation_lst))
    return DataSet(
        root,
        classes,
        train if usable else (),
        validation if usable else (),
        multi_label=first.multi_label,
        findings=(*findings, *odd),
    )


def name_classes(
    rows: Sequence[Row], multi_label: bool, file: Path, given: Sequence[str] | None = None
) -> tuple[tuple[ClassCount, ...], list[Finding]]:
    """The classes of a list's rows, with the best names there are.

    Names come from the configuration, else from classes.json beside the list, else from the folders if each label
    has exactly one and no two share it; else they are the labels themselves.

    Args:
        rows: of both splits.
        multi_label: whether the label columns are classes.
        file: the list.
        given: names in label order, from the configuration.
    """
    findings: list[Finding] = []
    if multi_label:
        images = Counter(column for row in rows for column, on in enumerate(row.labels) if on)
        count = len(rows[0].labels) if rows else 0
    else:
        images = Counter(int(row.labels[0]) for row in rows)
        count = max(images, default=-1) + 1
    names = given
    if names is None:
        names = _from_file(file.with_name(CLASSES_FILE), findings)
    if names is not None and len(names) < count:
        source = str(file.with_name(CLASSES_FILE)) if given is None else None
        detail = f"{len(names)} class names for {count} classes; labels are used instead"
        findings.append(
            Finding("warning", "class-names", detail, source, fix="Name every class, in label order.")
        )
        names = None
    if names is None:
        names = None if multi_label else _from_folders(rows, count)
    if names is None:
        names = [str(label) for label in range(count)]
    return tuple(ClassCount(label, names[label], images[label]) for label in range(count)), findings


def _beside(first: ListFile, second: ListFile, path: str) -> tuple[Sequence[Row], list[Finding]]:
    """The validation rows, with indices that are not the train list's, and what is odd between the two lists."""
    findings: list[Finding] = []
    rows = second.rows
    if first.rows and rows and len(first.rows[0].labels) != len(rows[0].labels):
        detail = f"has {len(rows[0].labels)} label columns, the train list has {len(first.rows[0].labels)}"
        findings.append(Finding("error", "column-count", detail, path, fix="Write both lists alike."))
        return [], findings
    trained = {row.path: row.labels for row in first.rows}
    for row, line in zip(rows, second.lines, strict=True):
        if row.path in trained:
            findings.append(
                Finding(
                    "warning",
                    "in-both-lists",
                    "the photo stands in the train list too",
                    path,
                    line,
                    "Validation accuracy looks better than it is: the network has seen the photo.",
                    "Take it out of one of the lists.",
                )
            )
    taken = {row.index for row in first.rows}
    if not taken.isdisjoint(row.index for row in rows):
        start = max(taken) + 1
        rows = [replace(row, index=start + place) for place, row in enumerate(rows)]
        detail = f"indices of the train list come again; the rows are numbered from {start} instead"
        findings.append(
            Finding("info", "renumbered", detail, path, why="An index must be unique over both lists.")
        )
    return rows, findings


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


def _from_file(file: Path, findings: list[Finding]) -> Sequence[str] | None:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST_CLASSES_FILE:
            return None
        names = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        names = None
    if isinstance(names, list) and all(isinstance(name, str) and name for name in names):
        return names
    findings.append(
        Finding(
            "warning",
            "class-names",
            "is no JSON list of names, and is not used",
            str(file),
            fix='Write it as ["first class", "second class", …], in label order.',
        )
    )
    return None


def _from_folders(rows: Sequence[Row], count: int) -> Sequence[str] | None:
    folders: dict[int, str] = {}
    for row in rows:
        folder = row.path.partition("/")[0] if "/" in row.path else ""
        if not folder or folders.setdefault(int(row.labels[0]), folder) != folder:
            return None
    if len(folders) < count or len(set(folders.values())) < count:
        return None
    return [folders[label] for label in range(count)]
