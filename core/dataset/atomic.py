"""Files written beside their place and moved there together, so that no half of them is ever seen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def write_files(folder: Path, files: Mapping[str, Iterable[str]]) -> None:
    """Write text files (UTF-8, line ends as given); all are complete before the first takes its place.

    Args:
        folder: made if it does not exist.
        files: name -> pieces of text.

    Raises:
        OSError: something cannot be written; then nothing is changed, but for the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = os.urandom(4).hex()
    beside = {name: folder / f".{name}.{mark}.part" for name in files}
    try:
        for name, pieces in files.items():
            with beside[name].open("x", encoding="utf-8", newline="") as stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(stream.fileno())
        for name in files:
            beside[name].replace(folder / name)
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)
