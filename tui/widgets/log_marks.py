"""Lines that the user has marked, per job, for as long as the program runs."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from core.logview import places

if TYPE_CHECKING:
    from collections.abc import Callable


class LogMarks:
    """Sequence numbers of the marked lines of one job, ascending."""

    def __init__(self) -> None:
        self._seqs: list[int] = []

    def __contains__(self, seq: object) -> bool:
        return isinstance(seq, int) and places.position(self._seqs, seq) is not None

    def __len__(self) -> int:
        return len(self._seqs)

    def toggle(self, seq: int) -> None:
        """Mark the line, or no longer."""
        if seq in self:
            del self._seqs[bisect_left(self._seqs, seq)]
        else:
            insort(self._seqs, seq)

    def beside(self, seq: int, step: int, shown: Callable[[int], bool]) -> int | None:
        """The marked line after (step 1) or before (step -1) this one, around the end; None if there is none.

        Args:
            seq: from where.
            step: which way.
            shown: whether a line is shown; a filter hides others.
        """
        return places.beside([each for each in self._seqs if shown(each)], seq, step)
