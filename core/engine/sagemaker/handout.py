"""Work handed out to threads, each piece to one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
