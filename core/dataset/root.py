"""The root of a data set: read, and told apart from what lies outside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.errors import DatasetError, UsageError
from core.s3address import S3Address

if TYPE_CHECKING:
    from pathlib import Path


def read_root(root: Path) -> tuple[str, list[os.DirEntry[str]]]:
    """Where the root really is, and what lies in it, by name.

    Raises:
        DatasetError: there is no such folder, or it cannot be read.
    """
    try:
        real = os.path.realpath(root)
        with os.scandir(real) as entries:
            return real, sorted(entries, key=lambda entry: entry.name)
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"cannot read the folder of photos {root}",
            why=(error.strerror or "") if isinstance(error, OSError) else str(error),
            fix="name an existing folder that holds one folder of photos per class",
        ) from error


def is_inside(path: str, root: str) -> bool:
    """Whether a path is the root or lies below it; both without links, as `os.path.realpath` gives them."""
    return path == root or path.startswith(root.rstrip("/") + "/")


def on_this_machine(place: Path | S3Address) -> Path:
    """The path, if it is one.

    Raises:
        UsageError: it is in S3.
    """
    if isinstance(place, S3Address):
        raise UsageError(
            f"{place} is in S3, and the rest of the data set is on this machine",
            fix="keep lists and photos in one place: dataset.path, dataset.train_lst, dataset.validation_lst",
        )
    return place
