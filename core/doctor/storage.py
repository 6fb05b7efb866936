"""The folders: can they be written, on what file system do they lie, is the run book whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from core import paths
from core.diskspace import existing
from core.doctor.result import Check
from core.errors import TrainscopeError

LITTLE_SPACE = 1_000_000_000
"""Bytes below which there is a warning."""


def folder(name: str, place: Path, variable: str) -> Check:
    """Whether a file can be made in the folder, or in the first one above it that exists.

    Args:
        name: of the check.
        place: the folder.
        variable: the environment variable that would put it elsewhere.
    """
    there = existing(place)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        detail = f"{place} cannot be written: {error.strerror or error}"
        return Check(name, False, detail, f"check its permissions, or point {variable} elsewhere")
    kind = file_system(there)
    return Check(
        name, True, f"{place}{f' on {kind}' if kind else ''}{'' if there == place else ' (not made yet)'}"
    )


def space(place: Path) -> Check:
    """How much is free where local jobs write."""
    try:
        free = shutil.disk_usage(existing(place)).free
    except OSError as error:
        detail = f"cannot tell how much is free in {place}: {error.strerror or error}"
        return Check("jobs folder", False, detail, "check what the path leads to")
    detail = f"{free / 1e9:,.1f} GB free for local jobs in {place}"
    if free < LITTLE_SPACE:
        return Check("jobs folder", False, detail, "free some space, or point XDG_STATE_HOME elsewhere")
    return Check("jobs folder", True, detail)


def run_book(file: Path) -> Check:
    """Whether the run book opens; one that is not there yet is not made."""
    from core.runs import RunBook

    if not os.path.lexists(file):
        return Check("run book", True, f"{file} (not made yet)")
    try:
        book = RunBook.open(file)
        count, journal, notice = len(book.jobs()), book.journal_mode(), book.notice
        book.close()
    except TrainscopeError as error:
        return Check("run book", False, str(error), error.fix)
    detail = f"{file}: {count} job{'' if count == 1 else 's'}, journal {journal}"
    if notice:
        return Check("run book", False, notice, "the old one is kept beside it; nothing needs to be done")
    return Check("run book", True, detail)


def file_system(place: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """The kind of file system that the path lies on, such as ``ext4`` or ``nfs4``; None where it is not known."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    real = place.resolve()
    longest, found = "", None
    for line in lines:
        _, point, kind, *_ = [*line.split(" "), "", "", ""]
        point = point.replace("\\040", " ")
        if point and real.is_relative_to(point) and len(point) >= len(longest):
            longest, found = point, kind
    return found


def folders() -> list[Check]:
    """All checks of storage."""
    return [
        folder("state folder", paths.state_dir(), "XDG_STATE_HOME"),
        run_book(paths.run_book_file()),
        space(paths.jobs_dir()),
        folder("cache folder", paths.cache_dir(), "XDG_CACHE_HOME"),
    ]
