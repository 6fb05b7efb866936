"""The values a data set is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.finding import Finding


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a .lst file: index, label or labels, path relative to the root (``/`` between folders)."""

    index: int
    labels: tuple[float, ...]
    path: str


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class: its label, its name, how many images it has."""

    label: int
    name: str
    images: int

    def as_json(self) -> dict[str, object]:
        """The contract's JSON shape of a class."""
        return {"label": self.label, "name": self.name, "images": self.images}


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set ready to be checked and trained on.

    Args:
        root: the folder that the rows' paths are relative to.
        classes: in label order, labels 0..n-1 without gaps; counts over both splits.
        train: rows of the train channel.
        validation: rows of the validation channel; indices are unique over both.
        multi_label: whether a row has one 0/1 column per class.
        findings: what was noticed while it was read (no photo was opened).
        bytes: size of all photos together, or None if it was not asked for.
    """

    root: Path
    classes: tuple[ClassCount, ...]
    train: Sequence[Row]
    validation: Sequence[Row]
    multi_label: bool = False
    findings: tuple[Finding, ...] = ()
    bytes: int | None = None

    @property
    def images(self) -> int:
        """Number of images in both splits."""
        return len(self.train) + len(self.validation)
