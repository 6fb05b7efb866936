"""Curves as rows of characters: lines by plotext, points by sign. Pure but for plotext's one figure per process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.chartview.scale import Scale

ChartStyle = Literal["braille", "block", "ascii"]
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

    To be called on the UI thread only: plotext has one figure per process.

    Args:
        pieces: finite points, x ascending; no line runs from one piece to the next.
        x: limits of the x axis.
        y: limits of the y axis.
        size: width and height in cells.
        style: how fine the line is drawn.
    """
    width, height = size
    if not pieces:
        return [" " * width] * height
    from plotext import figure, terminal

    marker = {"braille": "braille", "block": "hd", "ascii": "*"}[style]
    terminal.limit(False, False)
    figure.clear.all()
    figure.plot_size(*size).axes(False).canvas("default")
    for axis, scale in (("x", x), ("y", y)):
        ruler = figure.ruler(axis)
        ruler.frequency(0)
        ruler.lim(scale.low, scale.high)
    for piece in pieces:
        figure.draw(
            figure.signal([at for at, _ in piece], [value for _, value in piece], marker=marker).lines()
        )
    rows: list[str] = figure.build().string(colorless=True).split("\n")
    figure.clear.all()
    return [(rows[number] if number < len(rows) else "").ljust(width)[:width] for number in range(height)]


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
    column, row = round(x.share(at) * (width - 1)), round((1 - y.share(value)) * (height - 1))
    return min(max(column, 0), width - 1), min(max(row, 0), height - 1)


def _thin(char: str) -> str:
    if not 0x2800 < ord(char) <= 0x28FF:
        return char
    dots = ord(char) & _LEFT_DOTS
    return chr(0x2800 | dots) if dots else char
