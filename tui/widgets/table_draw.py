"""A table as lines: aligned columns under a line of headers, one of them cut where there is little room. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from core.text import clean
from tui.widgets.paths_draw import tail

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = 2
_LEAST = 6


def table_lines(
    rows: Sequence[Sequence[str]], heads: Sequence[str], width: int, *, right: Sequence[int], cut: int
) -> list[Content]:
    """The table, at most `width` cells wide as far as cutting one column does that.

    Args:
        rows: cells as text; made safe here.
        heads: one word per column.
        width: cells.
        right: places of the columns that are flush right.
        cut: place of the column of which only the end is shown where there is no room for all of it.
    """
    cleaned = [[clean(cell) for cell in row] for row in rows]
    widths = [max(cell_len(cell) for cell in column) for column in zip(heads, *cleaned, strict=True)]
    over = sum(widths) + _GAP * (len(widths) - 1) - width
    widths[cut] = max(_LEAST, widths[cut] - max(0, over))
    lines = []
    for number, row in enumerate([list(heads), *cleaned]):
        parts = []
        for place, (cell, cells) in enumerate(zip(row, widths, strict=True)):
            text = tail(cell, cells)
            blank = " " * (cells - cell_len(text))
            parts.append(blank + text if place in right else text + blank)
        lines.append(Content.styled((" " * _GAP).join(parts), "" if number else "bold"))
    return lines
