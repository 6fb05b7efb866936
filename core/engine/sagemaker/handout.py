"""Work handed out to threads, each piece to one, and waited for."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_EXCEPTION, wait
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from core.cancel import CancelToken

LOOK = 0.05
"""Seconds between two looks at the cancel token."""
T = TypeVar("T")


class Handout(Generic[T]):
    """An iterator that threads may share.

    Args:
        pieces: of work.
    """

    def __init__(self, pieces: Iterable[T]) -> None:
        self._left = iter(pieces)
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        with self._lock:
            return next(self._left)

    def end(self) -> None:
        """Hand out no more."""
        with self._lock:
            self._left = iter(())


def finish(threads: Iterable[Future[None]], cancel: CancelToken, on_look: Callable[[], None]) -> None:
    """Wait until all threads have done their work; the first error of one is raised, whatever the others do.

    Args:
        threads: that work.
        cancel: looked at many times a second.
        on_look: called as often.

    Raises:
        Cancelled: the token was set.
    """
    left = set(threads)
    while left:
        done, left = wait(left, timeout=LOOK, return_when=FIRST_EXCEPTION)
        cancel.check()
        for thread in done:
            thread.result()
        on_look()
