"""Reads the lists of the train and validation channels, and refuses what cannot be trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset import lst
from core.engine.local.parse import CustomerError
from core.errors import DatasetError

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.local.jobdir import JobDir


@dataclass(frozen=True, slots=True)
class Sample:
    """A photo and its label."""

    photo: Path
    label: int


def read(job: JobDir, channel: str, num_classes: int) -> tuple[Sample, ...]:
    """The photos of a channel, in the list's order.

    Raises:
        CustomerError: the list is not there, empty or faulty, a label is out of range, or a photo is missing.
    """
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
        if len(row.labels) != 1:
            raise CustomerError(
                f"Several labels for {row.path} in the {channel} channel; the baseline takes one."
            )
        label = row.labels[0]
        if label != int(label) or not 0 <= label < num_classes:
            raise CustomerError(
                f"The label {label:g} of {row.path} in the {channel} channel is not one of 0..{num_classes - 1}: "
                f"labels must be whole and below num_classes ({num_classes})."
            )
        photo = root / row.path
        if not photo.is_file():
            raise CustomerError(f"The photo {row.path} of the {channel} channel does not exist.")
        samples.append(Sample(photo, int(label)))
    return tuple(samples)


def check_batch(samples: int, mini_batch_size: int) -> None:
    """Refuse a batch larger than a channel, in the container's words (reference §1).

    Raises:
        CustomerError: it is.
    """
    if samples < mini_batch_size:
        raise CustomerError("The number of input images must be bigger or equal to the mini_batch_size.")
