"""Folders that are made beside their place, then renamed, so that nobody ever sees half of one."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.engine.local import lock
from core.engine.local.jobdir import JobDir
from core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OLD_SECONDS = 3_600.0
"""A folder half made or half removed is debris after so long: making and removing one take a moment."""


def made(place: Path, fill: Callable[[Path], int]) -> int | None:
    """Make a folder, unless there is one already.

    Args:
        place: where it comes to lie; its parent is made if need be.
        fill: makes a folder of that path, puts into it all that belongs there, and takes its lock.

    Returns:
        The lock, which is ours now; None: there is a folder that an earlier call, or another program, made.

    Raises:
        OSError: the disk refuses.
    """
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.exists():
            return None
        descriptor = fill(draft)
        try:
            draft.rename(place)
        except OSError:
            os.close(descriptor)
            if not place.exists():
                raise
            return None
        return descriptor
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def refusal_told(folder: str, place: Path) -> Iterator[None]:
    """Say of a disk that refuses which folder cannot be made, and what to do.

    Args:
        folder: what it is, for people.
        place: where it was to lie.

    Raises:
        EngineError: instead of what the disk or a damaged file gave.
    """
    try:
        yield
    except (OSError, ValueError) as problem:
        raise EngineError(
            f"{folder} {place} cannot be made",
            why=(problem.strerror if isinstance(problem, OSError) else None) or str(problem),
            fix="free some disk space, or point XDG_STATE_HOME to a folder that can be written to",
        ) from problem


def sweep(parent: Path, now: float) -> None:
    """Remove what a process left half made or half removed when it was killed.

    Args:
        parent: the folder of all jobs, or of all endpoints.
        now: epoch seconds.
    """
    for folder in parent.glob(".*.*") if parent.is_dir() else ():
        try:
            old = now - folder.stat().st_mtime > OLD_SECONDS
            debris = old and not lock.held(JobDir(folder).lock)
        except OSError:
            debris = False  # another process was faster, or may do what this one may not
        if debris:
            shutil.rmtree(folder, ignore_errors=True)
