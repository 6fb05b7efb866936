"""Images converted in threads (Pillow lets go of the interpreter meanwhile): a few ahead of the reader, in order."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset.mend.convert import Converted, convert

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from core.cancel import CancelToken

_MOST_THREADS = 8
_WAIT = 0.05


def converted(
    files: Sequence[tuple[str, str]], cancel: CancelToken
) -> Generator[Converted | str, None, None]:
    """Each image as JPEG or PNG, or why it cannot be.

    Args:
        files: where each is, and what is said of it if it is no image in a format known here.
        cancel: seen every 50 ms.

    Raises:
        Cancelled: the token was set.
    """
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="convert")
    waiting: deque[Future[Converted | str]] = deque()
    left = iter(files)
    try:
        for _ in files:
            while len(waiting) < 2 * threads and (some := next(left, None)) is not None:
                waiting.append(pool.submit(_read_and_convert, *some))
            future = waiting.popleft()
            while not future.done():
                cancel.check()
                wait([future], timeout=_WAIT)
            yield future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _read_and_convert(file: str, otherwise: str) -> Converted | str:
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return convert(content, otherwise)
