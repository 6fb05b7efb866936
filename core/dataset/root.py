"""The root of a data set: read, and told apart from what lies outside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.errors import DatasetError

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
