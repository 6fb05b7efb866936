"""Which photos of a data set belong together: of a class, of a split, with findings; in the order of their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from core.dataset.model import DataSet, Row
    from core.finding import Finding

Split = Literal["train", "validation"]
SPLITS: tuple[Split, ...] = ("train", "validation")


class Photo(NamedTuple):
    """A photo and the split it belongs to."""

    row: Row
    split: Split


def photos_of(
    dataset: DataSet,
    *,
    label: int | None = None,
    split: Split | None = None,
    only: Collection[str] | None = None,
) -> list[Photo]:
    """The photos, in the order of their paths.

    Args:
        dataset: read and split.
        label: of this class only; a photo of several labels belongs to each of them.
        split: of this split only.
        only: with one of these paths only; None: whatever the path.
    """
    found = [
        Photo(row, name)
        for name in SPLITS
        if split in (None, name)
        for row in (dataset.train if name == "train" else dataset.validation)
        if (only is None or row.path in only) and (label is None or has_label(dataset, row, label))
    ]
    return sorted(found, key=lambda photo: photo.row.path)


def has_label(dataset: DataSet, row: Row, label: int) -> bool:
    """Whether a photo belongs to the class."""
    if dataset.multi_label:
        return label < len(row.labels) and bool(row.labels[label])
    return row.labels[0] == label


def class_names(dataset: DataSet, row: Row) -> tuple[str, ...]:
    """Names of the classes that a photo belongs to, not cleaned."""
    return tuple(known.name for known in dataset.classes if has_label(dataset, row, known.label))


def by_path(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Path -> findings about it; what is about no single file is left out."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.path is not None and finding.line is None:
            found.setdefault(finding.path, []).append(finding)
    return found
