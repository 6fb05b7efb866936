"""Where photos stand on the screen: a grid of tiles, each with its caption below, or one photo alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

OTHER = -1
"""The place of a photo that is shown for comparison."""
GAP = 2
"""Cells between two tiles of a row."""
SIZES = (0.6, 0.8, 1.0, 1.4, 2.0)
USUAL = 2
"""The place in `SIZES` that a grid begins with."""
_TEXT_WIDTH = 38
BESIDE = 90
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
    """One photo on the whole screen, or two to compare: their tiles, and where the text about the first stands."""

    tiles: tuple[Tile, ...]
    text_x: int
    text_y: int
    text_width: int


def alone(width: int, height: int, place: int, *, rows: int = 0, compare: bool = False) -> Alone:
    """The photo with the text beside it, or below where the screen is narrow.

    Args:
        width: cells across.
        height: cells down.
        place: of the photo in its list.
        rows: of the text, if it stands below: it gets half of the height at most.
        compare: whether there is another one beside it, each with a caption below.
    """
    if width >= BESIDE:
        across, down, text_x, text_y = width - _TEXT_WIDTH - GAP, height, width - _TEXT_WIDTH, 0
    else:
        down = max(3, height - min(rows, height // 2))
        across, text_x, text_y = width, 0, down
    tiles: tuple[Tile, ...] = (Tile(place, 0, 0, across, down),)
    if compare:
        half = max(1, (across - GAP) // 2)
        tiles = (Tile(place, 0, 0, half, down - 1), Tile(OTHER, half + GAP, 0, half, down - 1))
    return Alone(tiles, text_x, text_y, width - text_x)
