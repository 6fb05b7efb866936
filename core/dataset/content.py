"""What is in a photo's file: read, and its digest, of many files at once where that is faster.

Small files from memory are read one after the other: threads would only pass the interpreter's lock to and fro (1 kB:
4 µs a file alone, 10 µs in two threads). As soon as a file takes longer, because it is large or its disk is slow,
threads read (100 kB: 75 µs a file alone, 45 µs in two threads).
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING

from core.dataset.digests import pack_state
from core.errors import DatasetError
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.cancel import CancelToken
    from core.dataset.locate import Locator

OPEN = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
"""How a photo is opened: links are looked at first, and nothing that is no file is waited for."""
_BUFFER = 1 << 18
_SLOW = 30e-6
_TOGETHER = 32
_THREADS = 8
_IN_THREADS = 64
_WAIT = 0.05
_EVERY = 256
_OPEN_FOLDERS = 200


def read_photos(
    paths: Sequence[str], locator: Locator, cancel: CancelToken
) -> Iterator[list[tuple[bytes, bytes]]]:
    """State and digest of all photos, some at a time, in the order of `paths`.

    Raises:
        DatasetError: a photo is missing, cannot be read, or lies outside the root.
        Cancelled: the token was set; seen between two reads.
    """
    readers = threading.local()

    def read(place: int) -> list[tuple[bytes, bytes]]:
        if not hasattr(readers, "buffer"):
            readers.buffer = memoryview(bytearray(_BUFFER))
        some = paths[place : place + _TOGETHER]
        return [_read(path, locator, readers.buffer, cancel) for path in some]

    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="digest")
    left = iter(range(0, len(paths), _TOGETHER))
    slow = 0
    try:
        for place in left:
            began = time.perf_counter()
            some = read(place)
            slow = slow + 1 if time.perf_counter() - began > _SLOW * _TOGETHER else 0
            yield some
            if slow > 1:  # once may be another program's doing
                for future in [pool.submit(read, later) for later in islice(left, _IN_THREADS)]:
                    while not future.done():
                        cancel.check()
                        wait([future], timeout=_WAIT)
                    yield future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _read(path: str, locator: Locator, buffer: memoryview, cancel: CancelToken) -> tuple[bytes, bytes]:
    if cancel.cancelled:
        cancel.check()
    try:
        try:
            handle = os.open(locator.file(path) or "", OPEN)
        except (OSError, ValueError):
            handle = open_photo(path, locator)
        try:
            count = os.readv(handle, (buffer,))
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                raise _unusable(path, "it is no regular file")
            digest = hashlib.sha256(buffer[:count])
            size = count
            while count and size != state.st_size:
                cancel.check()
                count = os.readv(handle, (buffer,))
                digest.update(buffer[:count])
                size += count
        finally:
            os.close(handle)
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    if size != state.st_size:
        raise _unusable(path, "it changed while it was read")
    packed = pack_state(state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
    return packed, digest.digest()


def open_photo(path: str, locator: Locator) -> int:
    """Open a photo for reading; returns its file descriptor.

    Args:
        path: in the data set.
        locator: of its root; a link is followed only inside.

    Raises:
        DatasetError: it leads out of the root.
        OSError: it cannot be opened.
    """
    file = locator.file(path)
    if file is None:
        raise _outside(path)
    try:
        return os.open(file, OPEN)
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error)) from error
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.EMLINK):
            raise
        return os.open(_behind(path, locator), OPEN)


def states_of(paths: Sequence[str], locator: Locator, cancel: CancelToken) -> list[bytes]:
    """The state of each photo's file; empty where it cannot be had. What a known data set costs is this loop.

    Raises:
        Cancelled: the token was set.
    """
    states = []
    look, pack, link, kind = os.stat, pack_state, stat.S_IFLNK, 0o170000
    with ExitStack() as open_folders:
        folders: dict[str, int | None] = {}
        for place, path in enumerate(paths):
            if not place % _EVERY:
                cancel.check()
            parent, _, name = path.rpartition("/")
            try:
                if parent not in folders:
                    folders[parent] = (
                        _folder(parent, locator, open_folders) if len(folders) < _OPEN_FOLDERS else None
                    )
                folder = folders[parent]
                if folder is None:
                    name = locator.file(path) or ""
                state = look(name, dir_fd=folder, follow_symlinks=False)
                if state.st_mode & kind == link:
                    state = os.lstat(_behind(path, locator))
            except (OSError, ValueError, DatasetError):
                states.append(b"")  # it is read next, and what is wrong is told then
            else:
                states.append(pack(state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino))
    return states


def _folder(parent: str, locator: Locator, open_folders: ExitStack) -> int:
    """A descriptor of a folder: a file is found faster from there than from the root of all."""
    folder = locator.file(f"{parent}/" if parent else "")
    if folder is None:
        raise _outside(parent)
    handle = os.open(folder, OPEN | os.O_DIRECTORY)
    open_folders.callback(os.close, handle)
    return handle


def _behind(path: str, locator: Locator) -> str:
    file = locator.behind(path)
    if file is None:
        raise _outside(path)
    return file


def _outside(path: str) -> DatasetError:
    return DatasetError(
        f"{clean_path(path)} leads out of the data set's root",
        why="paths and links out of the data set are refused",
        fix="copy the photo into the data set",
    )


def _unusable(path: str, why: str) -> DatasetError:
    return DatasetError(
        f"cannot read the photo {clean_path(path)}",
        why=why,
        fix="mend the data set: trainscope dataset DIR names every such photo",
    )
