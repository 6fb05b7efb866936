"""How much is free on the disk of a place that need not be there yet, and what to do where nothing is."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def existing(place: Path) -> Path:
    """The path itself or the nearest one above it that exists, as far as this user may look. Never raises."""
    # Not `Path.exists`, which raises without permission and for names that are too long.
    return next((path for path in (place, *place.parents) if os.path.lexists(path)), place)


def free_bytes(place: Path) -> int | None:
    """Bytes that are free where the path lies or will lie, links followed; None where that cannot be told."""
    try:
        return shutil.disk_usage(existing(place.resolve())).free
    except (OSError, RuntimeError):  # RuntimeError: links that lead in a circle
        return None


def remedy(error: OSError, otherwise: str) -> str:
    """What to do about a file that could not be written: make room where that was the reason."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return "free some space, or name a folder on another disk" if full else otherwise
