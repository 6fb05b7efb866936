"""Reads the lists or the records of the train and validation channels, and refuses what cannot be trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset import lst
from core.engine.local import records
from core.engine.local.jobdir import CONTENT_TYPES, read_json
from core.engine.local.parse import CustomerError
from core.errors import DatasetError

if TYPE_CHECKING:
    from core.engine.local.jobdir import JobDir
    from core.engine.local.photos import Photo


Label = int | tuple[int, ...]
"""The class of a photo; with several labels per photo a 0 or 1 for every class."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A photo and its label or labels."""

    photo: Photo
    label: Label


def read(job: JobDir, channel: str, num_classes: int, *, multi_label: bool = False) -> tuple[Sample, ...]:
    """The photos of a channel, in the order of its list or its records.

    Args:
        job: whose channel it is.
        channel: its name.
        num_classes: labels are below it; with several labels per photo, so many columns there are.
        multi_label: whether a photo has a 0 or 1 for every class.

    Raises:
        CustomerError: list or records are not there, empty or faulty, a label is out of range, or a photo is missing.
    """
    if is_packed(job, channel):
        return tuple(
            Sample(
                photo, label_of(photo.labels(), f"the photo {photo}", num_classes, multi_label=multi_label)
            )
            for photo in records.photos(job.channel(channel), channel)
        )
    file = job.list_file(channel)
    try:
        found = lst.read(file)
    except DatasetError as problem:
        raise CustomerError(f"Invalid lst file in the {channel} channel. {problem}.") from problem
    faults = [finding for finding in found.findings if finding.level == "error"]
    if faults or not found.rows:
        detail = f" Line {faults[0].line}: {faults[0].detail}." if faults else " It has no rows."
        raise CustomerError(f"Invalid lst file in the {channel} channel.{detail}")
    root = job.channel(channel)
    samples = []
    for row in found.rows:
        label = label_of(
            row.labels, f"{row.path} in the {channel} channel", num_classes, multi_label=multi_label
        )
        photo = root / row.path
        if not photo.is_file():
            raise CustomerError(f"The photo {row.path} of the {channel} channel does not exist.")
        samples.append(Sample(photo, label))
    return tuple(samples)


def is_packed(job: JobDir, channel: str) -> bool:
    """Whether a channel's photos are packed into RecordIO."""
    given = read_json(job.inputs).get(channel, {}) if job.inputs.exists() else {}
    return bool(given.get("ContentType") == CONTENT_TYPES["recordio"])


def label_of(labels: tuple[float, ...], what: str, num_classes: int, *, multi_label: bool) -> Label:
    """The label or labels of one photo, as it is trained on.

    Args:
        labels: as a list or a record has them.
        what: names the photo, for an error.
        num_classes: the hyperparameter.
        multi_label: the hyperparameter.

    Raises:
        CustomerError: they do not fit the hyperparameters.
    """
    if not multi_label:
        if len(labels) != 1:
            raise CustomerError(f"Several labels for {what}: that needs multi_label=1.")
        label = labels[0]
        if not (0 <= label < num_classes and label == int(label)):
            raise CustomerError(
                f"The label {label:g} of {what} is not one of 0..{num_classes - 1}: "
                f"labels must be whole and below num_classes ({num_classes})."
            )
        return int(label)
    if len(labels) == 1:
        raise CustomerError(f"One label for {what}: multi_label=1 needs a column of 0 or 1 for every class.")
    if len(labels) != num_classes:
        raise CustomerError(
            f"Mismatch between number of labels in the multi-label data ({len(labels)}) and the num_classes "
            f"parameter ({num_classes})."
        )
    if not set(labels) <= {0.0, 1.0}:
        raise CustomerError(f"A label of {what} is neither 0 nor 1.")
    return tuple(map(int, labels))


def check_batch(samples: int, mini_batch_size: int) -> None:
    """Refuse a batch larger than a channel, in the container's words (reference §1).

    Raises:
        CustomerError: it is.
    """
    if samples < mini_batch_size:
        raise CustomerError("The number of input images must be bigger or equal to the mini_batch_size.")
