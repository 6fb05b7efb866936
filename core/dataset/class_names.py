"""What the classes of a list are called: a list itself holds labels only."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from core.dataset.model import ClassCount, Row
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

CLASSES_FILE = "classes.json"
_LARGEST_CLASSES_FILE = 1 << 22


def name_classes(
    rows: Sequence[Row], multi_label: bool, file: Path, given: Sequence[str] | None = None
) -> tuple[tuple[ClassCount, ...], list[Finding]]:
    """The classes of a list's rows, with the best names there are.

    Names come from the configuration, else from classes.json beside the list, else from the folders (at the top, or
    those that the photos lie in) if each label has exactly one and no two share it; else they are the labels.

    Args:
        rows: of both splits.
        multi_label: whether the label columns are classes.
        file: the list.
        given: names in label order, from the configuration.
    """
    findings: list[Finding] = []
    if multi_label:
        images: Counter[int] = Counter()
        for labels, photos in Counter(row.labels for row in rows).items():
            images.update({column: photos for column, on in enumerate(labels) if on})
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
            Finding(
                "warning",
                "class-names",
                detail,
                source,
                why="Which class a name belongs to cannot be told.",
                fix="Name every class, in label order.",
            )
        )
        names = None
    if names is None:
        names = None if multi_label else _from_folders(rows, count)
    if names is None:
        names = [str(label) for label in range(count)]
    return tuple(ClassCount(label, names[label], images[label]) for label in range(count)), findings


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
            why="Classes go by their folders, or by their labels, instead.",
            fix='Write it as ["first class", "second class", …], in label order.',
        )
    )
    return None


def _from_folders(rows: Sequence[Row], count: int) -> Sequence[str] | None:
    """The folders at the top if each label has one, else those that the photos lie in (im2rec's classes)."""
    return _one_each(rows, count, _top) or (_one_each(rows, count, _own) if count > 1 else None)


def _top(row: Row) -> str:
    return row.path.partition("/")[0] if "/" in row.path else ""


def _own(row: Row) -> str:
    # im2rec gives photos in the root the first label, and prints this as their class's name.
    return row.path.rpartition("/")[0] or ("." if row.labels[0] == 0 else "")


def _one_each(rows: Sequence[Row], count: int, folder_of: Callable[[Row], str]) -> Sequence[str] | None:
    folders: dict[int, str] = {}
    for row in rows:
        folder = folder_of(row)
        if not folder or folders.setdefault(int(row.labels[0]), folder) != folder:
            return None
    if len(folders) < count or len(set(folders.values())) < count:
        return None
    return [folders[label] for label in range(count)]
