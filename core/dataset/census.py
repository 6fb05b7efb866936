"""What the photos of a data set measure: shortest sides, formats, bytes; gathered while their headers are read.

Memory does not grow with the photos: sides are counted by their length, of which there are few.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset.images import ImageFacts
    from core.dataset.model import Row

_LONGEST_SIDE = 65_535
"""A JPEG has no longer side; longer ones of a PNG are counted as this."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Smallest, middle and largest of some numbers; of bytes the middle is their mean."""

    least: int
    middle: int
    most: int


@dataclass(frozen=True, slots=True)
class Census:
    """What has been counted so far.

    Args:
        photos: how many have a sound header.
        formats: format by content and how many have it, the most frequent first.
        sides: length of the shortest side in pixels and how many photos have it, ascending.
        shortest: shortest sides, pixels.
        longest: longest sides, pixels; the middle one is not counted and is 0.
        bytes: sizes of the files; the middle one is the mean.
        total: bytes of all files together.
    """

    photos: int
    formats: tuple[tuple[str, int], ...]
    sides: tuple[tuple[int, int], ...]
    shortest: Spread
    longest: Spread
    bytes: Spread
    total: int

    def between(self, edges: Sequence[int]) -> list[int]:
        """How many photos have a shortest side below the first edge, from each edge to the next, from the last on.

        Args:
            edges: lengths in pixels, ascending.
        """
        counts = [0] * (len(edges) + 1)
        place = 0
        for side, photos in self.sides:
            while place < len(edges) and side >= edges[place]:
                place += 1
            counts[place] += photos
        return counts


class Counting:
    """Counts photos one by one; `census` tells what has come together."""

    def __init__(self) -> None:
        self._sides: Counter[int] = Counter()
        self._formats: Counter[str] = Counter()
        self._most_side = 0
        self._longest_least = _LONGEST_SIDE
        self._bytes = [0, 0, 0]

    def add(self, _: Row, facts: ImageFacts) -> None:
        """A photo's header was read (what `core.dataset.check.check` calls `on_facts`)."""
        shape = facts.geometry
        short, long = sorted((shape.width, shape.height))
        first = not self._formats
        self._sides[min(short, _LONGEST_SIDE)] += 1
        self._formats[facts.format] += 1
        self._most_side = max(self._most_side, long)
        self._longest_least = long if first else min(self._longest_least, long)
        least, most, total = self._bytes
        self._bytes = [
            facts.bytes if first else min(least, facts.bytes),
            max(most, facts.bytes),
            total + facts.bytes,
        ]

    def census(self) -> Census | None:
        """What was counted; None before the first photo."""
        photos = self._formats.total()
        if not photos:
            return None
        sides = tuple(sorted(self._sides.items()))
        least, most, total = self._bytes
        return Census(
            photos,
            tuple(self._formats.most_common()),
            sides,
            Spread(sides[0][0], _median(sides, photos), sides[-1][0]),
            Spread(self._longest_least, 0, self._most_side),
            Spread(least, round(total / photos), most),
            total,
        )


def _median(sides: Sequence[tuple[int, int]], photos: int) -> int:
    """The side that half of the photos do not reach beyond."""
    seen = 0
    for side, count in sides:
        seen += count
        if 2 * seen >= photos:
            return side
    return 0
