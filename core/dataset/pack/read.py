"""Photos read for packing, in the order of the list: one after the other while that is fast, else in threads.

A small file from memory is read in 5 µs, and threads would only pass the interpreter's lock to and fro. As soon as
photos take longer, because they are large, their disk is slow or they are encoded anew, threads work a little ahead of
the writer, as far as some megabytes reach.
"""

from __future__ import annotations

import os
import stat
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.dataset.content import OPEN, open_photo
from core.dataset.recordio.parts import MOST_BYTES
from core.errors import DatasetError
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.dataset.locate import Locator
    from core.finding import Finding

    Photo = tuple[bytes, Finding | None]

_BLOCK = 1 << 20
_SLOW = 50e-6
_TOGETHER = 32
_THREADS = 4
_WAIT = 0.05


def in_order(count: int, work: Callable[[int], Photo], cancel: CancelToken) -> Iterator[Photo]:
    """What `work` gives for 0, 1, … up to `count`, in this order.

    Args:
        count: of rows.
        work: given the place of a row; may run in several threads at once.
        cancel: seen before each row, and while threads are waited for.

    Raises:
        Cancelled: the token was set.
    """
    left = iter(range(count))
    slow, together = 0, 1
    while slow < 2 and (some := list(islice(left, _TOGETHER))):
        size = long = 0
        for place in some:
            if cancel.cancelled:
                cancel.check()
            began = time.perf_counter()
            photo = work(place)
            long += time.perf_counter() - began > _SLOW
            size += len(photo[0])
            yield photo
        slow = slow + 1 if 2 * long > len(some) else 0  # most of them: other programs delay a few
        together = max(1, min(_TOGETHER, _BLOCK * len(some) // (size + 1)))
    yield from _in_threads(left, work, together, cancel)


def _in_threads(
    left: Iterator[int], work: Callable[[int], Photo], together: int, cancel: CancelToken
) -> Iterator[Photo]:
    stop = CancelToken()

    def some_of(places: Sequence[int]) -> list[Photo]:
        photos = []
        for place in places:
            cancel.check()
            stop.check()
            photos.append(work(place))
        return photos

    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="pack")
    waiting: deque[Future[list[Photo]]] = deque()
    try:
        while True:
            while len(waiting) < 2 * _THREADS and (some := list(islice(left, together))):
                waiting.append(pool.submit(some_of, some))
            if not waiting:
                return
            first = waiting.popleft()
            while not first.done():
                cancel.check()
                wait([first], timeout=_WAIT)
            yield from first.result()
    finally:
        stop.cancel()
        pool.shutdown(wait=False, cancel_futures=True)


def read_photo(path: str, locator: Locator, cancel: CancelToken) -> bytes:
    """The bytes of a photo's file.

    Args:
        path: in the data set.
        locator: of its root; a link is followed only inside.
        cancel: seen between two reads of a large file.

    Raises:
        DatasetError: it leads out of the root, is too large, or cannot be read.
        Cancelled: the token was set.
    """
    try:
        try:
            handle = os.open(locator.file(path) or "", OPEN)
        except (OSError, ValueError):
            handle = open_photo(path, locator)
        try:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                raise _unusable(path, "it is no regular file")
            if state.st_size > MOST_BYTES:
                raise _unusable(path, f"it has more than {MOST_BYTES:,} bytes, the most a record holds")
            data = os.read(handle, min(state.st_size + 1, _BLOCK))
            if len(data) != state.st_size:
                data = _rest(handle, data, state.st_size, cancel)
        finally:
            os.close(handle)
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    if len(data) != state.st_size:
        raise _unusable(path, "it changed while it was read")
    return data


def _rest(handle: int, data: bytes, size: int, cancel: CancelToken) -> bytes:
    """A file of which some was read, read on to its end or a byte beyond its size."""
    pieces, left = [data], size + 1 - len(data)
    while left > 0 and data:
        cancel.check()
        data = os.read(handle, min(left, _BLOCK))
        pieces.append(data)
        left -= len(data)
    return b"".join(pieces)


def _unusable(path: str, why: str) -> DatasetError:
    return DatasetError(f"cannot read the photo {clean_path(path)}", why=why)
