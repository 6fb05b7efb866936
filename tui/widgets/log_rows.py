"""Which part of which row stands on which line of the screen, where rows may take several lines. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Tall = Callable[[int], int]
    """How many lines a row takes."""


class Spot(NamedTuple):
    """A line of the screen: part `part` (from 0) of row `row`."""

    row: int
    part: int = 0


def lines_from(top: Spot, height: int, rows: int, tall: Tall) -> list[Spot]:
    """What stands on the screen, from its first line on; fewer than `height` where the rows end.

    Args:
        top: on the first line.
        height: lines.
        rows: how many rows there are.
        tall: lines of a row.
    """
    spots: list[Spot] = []
    row, part = top
    while row < rows and len(spots) < height:
        spots += [Spot(row, each) for each in range(part, tall(row))][: height - len(spots)]
        row, part = row + 1, 0
    return spots


def top_for(bottom: int, height: int, tall: Tall) -> Spot:
    """What stands on the first line if the last part of row `bottom` is on the last one.

    Args:
        bottom: a row, or -1 if there are none.
        height: lines.
        tall: lines of a row.
    """
    left, row = height, bottom
    while row >= 0:
        left -= tall(row)
        if left <= 0:
            return Spot(row, -left)
        row -= 1
    return Spot(0)


def shows(lines: list[Spot], row: int, tall: Tall) -> bool:
    """Whether a row is whole on the screen; of one that is taller than that, its beginning."""
    if Spot(row) not in lines:
        return False
    return Spot(row, tall(row) - 1) in lines or lines[0] == Spot(row)


def top_to_show(row: int, top: Spot, height: int, rows: int, tall: Tall) -> Spot:
    """Where to scroll for a row: no further than need be, and into the middle if it is far away.

    Args:
        row: to be shown.
        top: what stands on the first line now.
        height: lines.
        rows: how many rows there are.
        tall: lines of a row.
    """
    if tall(row) >= height:
        return Spot(row)
    if abs(row - top.row) > 2 * height:
        wanted = top_for(row, height // 2 + 1, tall)
    elif Spot(row) <= top:
        wanted = Spot(row)
    else:
        wanted = top_for(row, height, tall)
    return min(wanted, top_for(rows - 1, height, tall))


def top_kept(row: int, top: Spot, height: int, rows: int, tall: Tall) -> Spot:
    """Where to scroll after rows or screen have changed their size, so that the row stays in view."""
    lowest = top_for(row, height, tall)
    return min(max(Spot(top.row), lowest), Spot(row), max(lowest, top_for(rows - 1, height, tall)))
