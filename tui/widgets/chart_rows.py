"""The rows of the chart on screen: of a row that differs, only what differs is sent, and what stands left of it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from textual.geometry import Region

from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.content import Content
    from textual.events import Resize


class ChartRows(Rows):
    """Where the chart is drawn.

    Args:
        draw: draws it anew; the drawing depends on the size.
    """

    DEFAULT_CSS = """
    ChartRows { height: 1fr; overflow-y: hidden; }
    """

    def __init__(self, draw: Callable[[], None]) -> None:
        super().__init__()
        self._draw_anew = draw

    def on_resize(self, _: Resize) -> None:
        """Draw for the new size."""
        self._draw_anew()

    def set_rows(self, rows: Sequence[Content]) -> None:
        """Show these rows instead; a crosshair that steps changes some cells of three."""
        if len(rows) != len(self._rows):
            super().set_rows(rows)
            return
        old, self._rows = self._rows, tuple(rows)
        for number, (before, after) in enumerate(zip(old, self._rows, strict=True)):
            if not before.is_same(after) and (end := differing_end(before, after)):
                self.refresh(Region(0, number, end, 1))


def differing_end(before: Content, after: Content) -> int:
    """How many cells from the left hold all that differs between two rows of narrow characters."""
    length = max(len(before.plain), len(after.plain))
    one, other = _cells(before, length), _cells(after, length)
    return next((at + 1 for at in range(length - 1, -1, -1) if one[at] != other[at]), 0)


def _cells(row: Content, length: int) -> list[tuple[str, str]]:
    """Character and style of each cell."""
    styles = [""] * length
    for span in row.spans:
        end = min(span.end, length)
        styles[span.start : end] = [str(span.style)] * (end - span.start)
    return list(zip(chain(row.plain, " " * (length - len(row.plain))), styles, strict=True))
