"""The values a data set is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.errors import DatasetError
from core.s3address import S3Address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from core.finding import Finding


Input = Literal["image", "recordio"]
"""How photos reach the algorithm: file by file with a list, or packed into RecordIO files."""


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
class Streamed:
    """How a channel is streamed from its augmented manifest (reference/sagemaker-image-classification.md §2).

    Args:
        photo: the attribute that names a line's photo, such as ``source-ref``.
        label: the attribute that holds its label or labels.
        class_ids: whether several labels are written as a list of classes, not as one 0/1 for each class.
        seed: of the order, anew in each epoch; None: in the order of the lines.
    """

    photo: str
    label: str
    class_ids: bool = False
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set ready to be checked and trained on.

    Args:
        root: the folder that the rows' paths are relative to; of a data set in S3, what holds its channels.
        classes: in label order, labels 0..n-1 without gaps; counts over both splits.
        train: rows of the train channel.
        validation: rows of the validation channel; indices are unique over both.
        multi_label: whether a row has one 0/1 column per class.
        findings: what was noticed while it was read (no photo was opened).
        bytes: size of all photos together, or None if it was not asked for.
        channels: of a data set that lies in S3: channel to ``s3://`` address, as a job is given them, empty where
            there is none; None for photos on this machine. The rows' paths are relative to the channel of their split.
        listing: of a data set that lies in S3: a digest of keys, sizes and ETags of what it consists of.
        input: how its photos reach the algorithm.
        streamed: of a data set of augmented manifests: channel to what is streamed from its manifest, which the
            channel's address names; the rows' paths are whole ``s3://`` addresses then.
    """

    root: Path | S3Address
    classes: tuple[ClassCount, ...]
    train: Sequence[Row]
    validation: Sequence[Row]
    multi_label: bool = False
    findings: tuple[Finding, ...] = ()
    bytes: int | None = None
    channels: Mapping[str, str] | None = None
    listing: str = ""
    input: Input = "image"
    streamed: Mapping[str, Streamed] | None = None

    @property
    def place(self) -> str:
        """Where it lies, for people; not cleaned."""
        return str(self.root)

    @property
    def folder(self) -> Path:
        """The folder on this machine that the rows' paths are relative to.

        Raises:
            DatasetError: it lies in S3.
        """
        if isinstance(self.root, S3Address):
            raise DatasetError(
                f"the photos of {self.root} are not on this machine",
                fix="copy them here, for instance with: aws s3 sync",
            )
        return self.root

    @property
    def images(self) -> int:
        """Number of images in both splits."""
        return len(self.train) + len(self.validation)
