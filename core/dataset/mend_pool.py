"""Photos judged in threads for mending: a few ahead of the reader, the answers in order."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from core.dataset.mend_photo import Verdict, judge_photo

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Sequence

    from core.cancel import CancelToken
    from core.dataset.mend_files import Entry

_TOGETHER = 4
_MOST_THREADS = 8
_WAIT = 0.05


def judged(
    files: Sequence[Entry], same: Collection[tuple[str, int]], cancel: CancelToken
) -> Generator[Verdict, None, None]:
    """The verdict on each file, in order (Pillow lets go of the interpreter while it decodes).

    Args:
        files: those whose content decides.
        same: class and size of those whose digest is wanted.
        cancel: seen every 50 ms.

    Raises:
        Cancelled: the token was set.
    """

    def some(begin: int) -> list[Verdict]:
        verdicts = []
        for entry in files[begin : begin + _TOGETHER]:
            cancel.check()
            kind = entry.path.partition("/")[0]
            verdicts.append(judge_photo(entry, digest="/" in entry.path and (kind, entry.bytes) in same))
        return verdicts

    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="mend")
    waiting: deque[Future[list[Verdict]]] = deque()
    begin = 0
    try:
        while begin < len(files) or waiting:
            while len(waiting) < 3 * threads and begin < len(files):
                waiting.append(pool.submit(some, begin))
                begin += _TOGETHER
            future = waiting.popleft()
            while not future.done():
                cancel.check()
                wait([future], timeout=_WAIT)
            yield from future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
