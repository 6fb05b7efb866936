"""One list validated by itself: its lines, and with a root also the photos they name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.dataset import lst
from core.dataset.balance import balance
from core.dataset.class_names import name_classes
from core.dataset.classes import one_class
from core.dataset.label_balance import label_balance
from core.dataset.model import ClassCount, DataSet
from core.finding import Finding, by_severity
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.cancel import CancelToken
    from core.dataset.check import OnProgress


@dataclass(frozen=True, slots=True)
class CheckedList:
    """What a list holds and what is wrong with it; every finding has the list's path and, where it has one, a line.

    Args:
        rows: how many lines can be used.
        classes: with the number of photos that have each label.
        findings: worst first.
        multi_label: whether there is one 0/1 column for each class.
    """

    rows: int
    classes: tuple[ClassCount, ...]
    findings: tuple[Finding, ...]
    multi_label: bool = False


def check_list(
    file: Path,
    *,
    root: Path | None = None,
    num_classes: int | None = None,
    hyperparameters: Mapping[str, str] | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> CheckedList:
    """Validate a list; the photos are looked at, header first and then decoded, only if a root is given.

    Args:
        file: the list.
        root: what its paths are relative to, or None to judge the lines alone.
        num_classes: if known, labels from here on are faults.
        hyperparameters: what the photos' sizes are judged by.
        on_progress: told how far the photos are.
        cancel: stops it.

    Raises:
        DatasetError: the list or the root cannot be read.
        Cancelled: the token was set.
    """
    found = lst.read(file, num_classes=num_classes, cancel=cancel)
    rows = () if found.detection else found.rows
    classes, odd = name_classes(rows, found.multi_label, file)
    findings = [*found.findings, *odd]
    if found.multi_label:
        findings += label_balance(classes, rows, str(file))
    else:
        counts = [*one_class(classes), *balance(DataSet(file.parent, classes, rows, ()))]
        findings += [replace(finding, path=str(file)) for finding in counts]
    if root is not None and rows:
        from core.dataset.check import check
        from core.dataset.root import read_root

        read_root(root)
        lines = {row.path: line for row, line in zip(reversed(rows), reversed(found.lines), strict=True)}
        dataset = DataSet(root, classes, rows, (), found.multi_label)
        photos = check(
            dataset, hyperparameters or {}, quick=False, each=True, on_progress=on_progress, cancel=cancel
        )
        findings += [
            replace(
                finding,
                path=str(file),
                line=lines.get(finding.path or ""),
                detail=f"{clean_path(finding.path or '')} {finding.detail}",
            )
            for finding in photos
        ]
    return CheckedList(len(found.rows), classes, tuple(by_severity(findings)), found.multi_label)
