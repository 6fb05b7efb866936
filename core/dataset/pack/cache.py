"""Packed photos in the cache: the two RecordIO files of a data set, made when a job needs them.

    CACHE/packs/<fingerprint>/train.rec  train.idx  validation.rec  validation.idx
                lock                         held while photos are packed, and while packs are linked, opened or removed

The same data set gives the same bytes, so a pack is known by the fingerprint. It is packed beside its place and moved
there when the photos have been seen to be what they were, so that what has the name is whole.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import paths
from core.cancel import CancelToken
from core.dataset.pack.making import make, remove_old, unusable
from core.dataset.pack.size import least_bytes, may_be
from core.diskspace import existing, free_bytes
from core.finding import Finding
from core.sizes import size as shown_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.dataset.fingerprint import Fingerprint
    from core.dataset.model import DataSet

KEEP_SECONDS = 30 * 24 * 3600.0
"""A pack that was not used for so long is removed when another is made."""
_SPARE = 50_000_000
"""Bytes that are left free beside a new pack."""
_IN_USE = "linked"
"""A file beside a pack whose files a job on another file system uses through symbolic links."""
_WAIT = 0.1


@dataclass(frozen=True, slots=True)
class PackFile:
    """A channel as one file.

    Args:
        channel: ``train`` or ``validation``.
        rec: the records.
        idx: where each record begins.
        size: of the .rec file, in bytes.
        records: how many.
    """

    channel: str
    rec: Path
    idx: Path
    size: int
    records: int


def folder(made_of: Fingerprint) -> Path:
    """Where the pack of a data set lies; it need not be there."""
    return paths.cache_dir() / "packs" / made_of.id


def find(dataset: DataSet, made_of: Fingerprint) -> tuple[PackFile, ...] | None:
    """The pack of a data set, if it is there and whole."""
    place = folder(made_of)
    found = []
    try:
        for rows, channel in zip((dataset.train, dataset.validation), made_of.channels, strict=True):
            rec, idx = (place / f"{channel.name}.{ending}" for ending in ("rec", "idx"))
            size, _ = rec.stat().st_size, idx.stat()
            if not may_be(size, least_bytes(rows, channel)):
                return None
            found.append(PackFile(channel.name, rec, idx, size, len(rows)))
    except OSError:
        return None
    return tuple(found)


def no_room(dataset: DataSet, made_of: Fingerprint) -> list[Finding]:
    """A finding if the disk of the cache has too little space for a pack that is not there yet."""
    if find(dataset, made_of) is not None:
        return []
    rows = (dataset.train, dataset.validation)
    need = sum(map(least_bytes, rows, made_of.channels))
    place = folder(made_of).parent
    free = free_bytes(place)
    if free is None or need + _SPARE <= free:  # if it is not known, making the pack will say what is wrong
        return []
    return [
        Finding(
            "error",
            "disk-space",
            f"{shown_size(free)} are free at {existing(place)}, and the packed photos need {shown_size(need)}",
            why="the photos are packed there before they are used",
            fix="free some space, or point XDG_CACHE_HOME elsewhere",
        )
    ]


@contextmanager
def ready(
    dataset: DataSet,
    made_of: Fingerprint,
    *,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
) -> Iterator[tuple[PackFile, ...]]:
    """The pack of a data set, made if it is not there. Within the context nobody removes it: open or link it there.

    Args:
        dataset: read and split, its photos on this machine.
        made_of: its fingerprint.
        on_progress: told how many photos of how many are packed.
        cancel: seen between two photos, and while another program packs.
        clock: epoch seconds.

    Raises:
        DatasetError: a photo cannot be packed or is not any more what the fingerprint says, or the disk is full.
        FolderError: the cache cannot be made.
        Cancelled: the token was set; nothing is left behind.
    """
    token = cancel or CancelToken()
    place = folder(made_of)
    paths.private_folder(place.parent)
    with _locked(place.parent / "lock", token):
        found = find(dataset, made_of)
        if found is None:
            remove_old(place.parent, clock() - KEEP_SECONDS)
            make(dataset, made_of, place, on_progress, token)
            found = find(dataset, made_of)
            if found is None:
                raise unusable(place, "it is not whole although it was just made")
        with suppress(OSError):
            os.utime(place, (clock(), clock()))
        yield found


def link(files: Sequence[PackFile], target: Callable[[str], Path]) -> None:
    """Put a pack into folders of a job: hard links, or symbolic ones where the job lies on another file system.

    Args:
        files: within `ready`.
        target: a channel's folder.

    Raises:
        OSError: they cannot be linked.
    """
    for file in files:
        for path in (file.rec, file.idx):
            place = target(file.channel) / path.name
            try:
                place.hardlink_to(path)
            except OSError as error:
                if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
                    raise
                place.symlink_to(path)
                (path.parent / _IN_USE).touch()


def remove(made_of: Fingerprint) -> None:
    """Remove a pack that is not needed any more, unless somebody is at it or links point to it."""
    place = folder(made_of)
    with suppress(OSError):
        handle = os.open(place.parent / "lock", os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not (place / _IN_USE).exists():
                shutil.rmtree(place)
        finally:
            os.close(handle)


@contextmanager
def _locked(file: Path, cancel: CancelToken) -> Iterator[None]:
    """Hold the lock; whoever else holds it is waited for."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unusable(file, error.strerror or str(error)) from error
    try:
        while True:
            cancel.check()
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                cancel.wait(_WAIT)
            except OSError:
                break  # no locks on this file system: of two that pack the same at once one fails
        yield
    finally:
        os.close(handle)
