"""A job to be launched, for tests that look at what would be sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset.model import ClassCount, DataSet, Row
from core.job.hyperparameters import DataFacts, resolve
from core.job.spec import JobSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

IMAGE = "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1"
ROLE = "arn:aws:iam::123456789012:role/TrainscopeExecution"
CHANNELS = {
    name: f"s3://pictures/trainscope/datasets/abc/{name}/"
    for name in ("train", "validation", "train_lst", "validation_lst")
}


def dataset(root: Path = Path("/photos/flowers"), *, train: int = 80, validation: int = 20) -> DataSet:
    """Photos of two classes; none of them is on the disk."""
    rows = [
        Row(index, (float(index % 2),), f"{index % 2}/{index}.jpg") for index in range(train + validation)
    ]
    classes = tuple(ClassCount(label, str(label), (train + validation) // 2) for label in (0, 1))
    return DataSet(root, classes, rows[:train], rows[train:])


def spec(given: Mapping[str, str] | None = None, *, data: DataSet | None = None, **others: str) -> JobSpec:
    """A job with those hyperparameters, resolved."""
    data = data or dataset()
    given = dict(given or {"epochs": "3"})
    return JobSpec(
        name=others.get("name", "ic-flowers-1125-0400-abcd"),
        launch_id="0123456789abcdef0123456789abcdef",
        dataset=data,
        hyperparameters=resolve(given, DataFacts.of(data)),
        given=given,
        fingerprint=others.get("fingerprint", "abc"),
    )
