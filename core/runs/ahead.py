"""Reading one step ahead: while one part is worked on, a thread reads the next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_Part = TypeVar("_Part")
_Found = TypeVar("_Found")


def read_ahead(read: Callable[[_Part], _Found], parts: Iterable[_Part]) -> Iterator[_Found]:
    """What is read of each part, in their order; a single part needs no thread.

    Args:
        read: gives up the interpreter's lock for most of its time, as SQLite does.
        parts: what to read.
    """
    left = iter(parts)
    begin = list(islice(left, 2))
    if len(begin) < 2:
        yield from map(read, begin)
        return
    first, second = begin
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as pool:
        coming = pool.submit(read, second)
        yield read(first)
        for part in left:
            found = coming.result()
            coming = pool.submit(read, part)
            yield found
        yield coming.result()
