"""Where photos stand on the screen: a grid of tiles, each with its caption below, or one photo alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

GAP = 2
"""Cells between two tiles of a row."""
SIZES = (0.6, 0.8, 1.0, 1.4, 2.0)
USUAL = 2
"""The place in `SIZES` that a grid begins with."""
_TEXT_WIDTH = 38
_TEXT_ROWS = 9
_BESIDE = 90
"""Cells across from which the text about a photo stands beside it, not below."""


class Tile(NamedTuple):
    """Where a photo stands: its place in the list, and the cells of its picture (the caption is the row below)."""

    place: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiles of one size in rows, as many as fit, the rows as high as the screen allows.

    Args:
        columns: tiles in a row.
        rows: rows in view.
        width: of a picture, cells.
        height: likewise.
    """

    columns: int
    rows: int
    width: int
    height: int

    def tiles(self, count: int, top: int) -> list[Tile]:
        """The tiles in view.

        Args:
            count: how many photos there are.
            top: the first row in view.
        """
        first = top * self.columns
        return [
            Tile(
                place,
                (place % self.columns) * (self.width + GAP),
                (place // self.columns - top) * (self.height + 1),
                self.width,
                self.height,
            )
            for place in range(first, min(count, first + self.columns * self.rows))
        ]

    def top_for(self, place: int, top: int) -> int:
        """The first row in view with which a photo is in view, moved no further than need be."""
        row = place // self.columns
        return min(max(top, row - self.rows + 1), row)


def grid(width: int, height: int, size: int = USUAL) -> Grid:
    """The grid for so many cells.

    Args:
        width: cells across.
        height: cells down.
        size: place in `SIZES`.
    """
    wanted = min(max(width // 8 + 8, 12), 28) * SIZES[size]
    columns = max(1, round((width + GAP) / (wanted + GAP)))
    tile = max(4, (width + GAP) // columns - GAP)
    rows = max(1, round(height / (tile / 2 + 1)))
    return Grid(columns, rows, tile, max(1, height // rows - 1))


class Alone(NamedTuple):
    """One photo on the whole screen: its tile, and where the text about it stands."""

    tile: Tile
    text_x: int
    text_y: int
    text_width: int
    text_height: int


def alone(width: int, height: int, place: int) -> Alone:
    """The photo with the text beside it, or below where the screen is narrow.

    Args:
        width: cells across.
        height: cells down.
        place: of the photo in its list.
    """
    if width >= _BESIDE:
        left = width - _TEXT_WIDTH - GAP
        return Alone(Tile(place, 0, 0, left, height), left + GAP, 0, _TEXT_WIDTH, height)
    above = max(3, height - min(_TEXT_ROWS, height // 2))
    return Alone(Tile(place, 0, 0, width, above), 0, above, width, height - above)
