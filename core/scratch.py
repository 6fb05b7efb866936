"""A folder for files that are needed for a moment."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import DatasetError
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder, empty, removed with all in it at the end of the block.

    Raises:
        DatasetError: there is no room for it, or for what the block writes into it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="trainscope-") as folder:
            yield Path(folder)
    except OSError as error:
        # Not `gettempdir` for a name: where no folder can be written to it raises, too.
        raise DatasetError(
            f"cannot write to {clean_path(error.filename)}"
            if error.filename
            else "cannot write temporary files",
            why=error.strerror or str(error),
            fix="free some space there, or point TMPDIR elsewhere",
        ) from error
