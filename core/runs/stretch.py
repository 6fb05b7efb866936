"""Lines of a log that were read at once, handed on in blocks so small that other threads get their turn."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    View = Callable[[str], list[str]]
    """Lines, one below the other, as they are searched: of each it may leave out whole words at its beginning."""

_SMALLEST, _LARGEST = 1 << 12, 1 << 18
_BRIEF, _LONG = 0.001, 0.003
"""Seconds of work on a block between which its size is right: no key waits longer than for one of them."""
_TURN = 1e-5
"""Seconds of sleep after a block; with none at all no other thread is let in."""
_APART = 100


class Block(NamedTuple):
    """Some lines as they are searched, and whether none of them has a character beyond ASCII."""

    lines: Sequence[str]
    is_ascii: bool


@dataclass(slots=True)
class BlockSize:
    """How many characters are handed on at once; learnt from how long the work on the last block took."""

    characters: int = _SMALLEST

    def learn(self, seconds: float) -> None:
        """The work on a block has taken so long."""
        if seconds < _BRIEF:
            self.characters = min(_LARGEST, self.characters * 2)
        elif seconds > _LONG:
            self.characters = max(1, self.characters // 2)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of one job.

    Args:
        seqs: their numbers, ascending.
        text: the lines, a newline between two.
        apart: the lines each by itself, where one of them holds a newline; `text` is empty then.
    """

    seqs: Sequence[int]
    text: str = ""
    apart: Sequence[str] = ()

    def blocks(self, size: BlockSize, view: View | None) -> Iterator[Block]:
        """The lines as they are searched, some at a time.

        Args:
            size: how many; told how long the work on each took.
            view: what of a line is searched; None: all of it.
        """
        if self.apart:
            for start in range(0, len(self.apart), _APART):
                some = [_seen(line, view) for line in self.apart[start : start + _APART]]
                yield Block(some, all(map(str.isascii, some)))
                time.sleep(_TURN)
        elif self.seqs:
            start = 0
            while start <= len(self.text):
                began = time.thread_time()
                end = self.text.find("\n", start + size.characters)
                text = self.text[start : end if end >= 0 else len(self.text)]
                yield Block(view(text) if view is not None else text.split("\n"), text.isascii())
                start += len(text) + 1
                size.learn(time.thread_time() - began)
                time.sleep(_TURN)


def _seen(line: str, view: View | None) -> str:
    """A line that may hold newlines, as it is searched."""
    if view is None:
        return line
    head, newline, rest = line.partition("\n")
    return view(head)[0] + newline + rest
