"""Places in an ascending list of line numbers: what stands there, and what comes after and before."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def position(seqs: Sequence[int], seq: int) -> int | None:
    """Which of them (from 0) a number is, or None if it is none of them."""
    place = bisect_left(seqs, seq)
    return place if place < len(seqs) and seqs[place] == seq else None


def beside(seqs: Sequence[int], seq: int, step: int) -> int | None:
    """The one after (step 1) or before (step -1) the number `seq`, around the end; None if there are none."""
    if not seqs:
        return None
    place = bisect_left(seqs, seq + 1) if step > 0 else bisect_left(seqs, seq) - 1
    return seqs[place % len(seqs)]


def first_since(count: int, time_of: Callable[[int], float], moment: float) -> int:
    """The first row (from 0) that is not older than a moment; `count` if all are.

    Lines of several hosts lie in the order in which they were read, a few seconds mixed: the answer is as exact
    as that.

    Args:
        count: how many rows there are.
        time_of: epoch seconds of a row.
        moment: epoch seconds.
    """
    return bisect_left(range(count), moment, key=time_of)
