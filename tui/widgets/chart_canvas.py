"""Curves as rows of characters: a grid of dots, of which each character holds a few. Pure.

plotext takes longer for one line than all the rest of the chart does, and a tenth of a second to import
(docs/decisions/0022-chart.md).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.chartview.scale import Scale

ChartStyle = Literal["braille", "block", "ascii"]
_BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille character, row by row from above."""
_BLANK = 0x2800
_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_GRIDS: dict[ChartStyle, tuple[tuple[int, ...], ...]] = {
    "braille": _BRAILLE,
    "block": ((1, 2), (4, 8)),
    "ascii": ((1,),),
}
"""The bits of the dots of one character."""
_LEFT_DOTS = 0x47
"""The left column of a braille cell's dots."""


def curve(
    pieces: Sequence[Sequence[tuple[float, float]]],
    x: Scale,
    y: Scale,
    size: tuple[int, int],
    style: ChartStyle,
) -> list[str]:
    """Solid lines through the points of each piece, as `size[1]` rows of `size[0]` characters.

    Args:
        pieces: finite points, x ascending; no line runs from one piece to the next.
        x: limits of the x axis.
        y: limits of the y axis.
        size: width and height in cells.
        style: how fine the line is drawn.
    """
    width, height = size
    bits = _GRIDS[style]
    across, down = len(bits[0]), len(bits)
    fine = (width * across, height * down)
    cells = [[0] * width for _ in range(height)]
    for piece in pieces:
        dots = [cell(*point, x, y, fine) for point in piece]
        for start, end in pairwise(dots) if len(dots) > 1 else [(dots[0], dots[0])]:
            for column, row in _line(start, end):
                cells[row // down][column // across] |= bits[row % down][column % across]
    return ["".join(map(_GLYPHS[style].__getitem__, row)) for row in cells]


def dotted(rows: Sequence[str], style: ChartStyle) -> list[str]:
    """The same line as dots, so that two lines can be told apart without colour."""
    if style == "braille":
        return ["".join(_thin(char) for char in row) for row in rows]
    if style == "block":
        return ["".join(char if at % 2 else " " for at, char in enumerate(row)) for row in rows]
    return [row.replace("*", ".") for row in rows]


def spots(
    pieces: Sequence[Sequence[tuple[float, float]]],
    x: Scale,
    y: Scale,
    size: tuple[int, int],
    sign: str,
) -> list[str]:
    """The points of each piece without lines between them, one sign for each."""
    width, height = size
    rows = [[" "] * width for _ in range(height)]
    for piece in pieces:
        for point in piece:
            column, row = cell(*point, x, y, size)
            rows[row][column] = sign
    return ["".join(row) for row in rows]


def cell(at: float, value: float, x: Scale, y: Scale, size: tuple[int, int]) -> tuple[int, int]:
    """Column and row of the cell a point falls into, or of the one at the edge that is nearest to it."""
    width, height = size
    column, row = int(x.share(at) * width), int((1 - y.share(value)) * height)
    return min(max(column, 0), width - 1), min(max(row, 0), height - 1)


def _line(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    """The dots from one to another, both included, without a hole."""
    (left, top), (right, bottom) = start, end
    if left == right:
        return [(left, row) for row in range(min(top, bottom), max(top, bottom) + 1)]
    steps = max(abs(right - left), abs(bottom - top))
    across, down = (right - left) / steps, (bottom - top) / steps
    return [(round(left + at * across), round(top + at * down)) for at in range(steps + 1)]


def _thin(char: str) -> str:
    if not 0x2800 < ord(char) <= 0x28FF:
        return char
    dots = ord(char) & _LEFT_DOTS
    return chr(0x2800 | dots) if dots else char


_GLYPHS: dict[ChartStyle, Sequence[str]] = {
    "braille": [" ", *(chr(_BLANK | bits) for bits in range(1, 256))],
    "block": _QUADRANTS,
    "ascii": " *",
}
"""The character of each set of bits."""
