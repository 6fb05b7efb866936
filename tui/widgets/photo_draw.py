"""One row of a photo's place: a row of its picture, or why there is none. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.strip import Strip

from core.finding import Finding
from core.text import clean
from tui.widgets.photo_cells import Drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.segment import Segment
    from rich.style import Style


def picture_line(
    done: Drawn | Finding | None, room: tuple[int, int], y: int, paint: Callable[[Content], list[Segment]]
) -> list[Segment]:
    """A row of the room, with the picture or the words in its middle.

    Args:
        done: the picture, or why there is none; None while it is not decoded.
        room: cells across and down.
        y: the row, 0 at the top.
        paint: text in the style of the ground.
    """
    width, height = room
    if isinstance(done, Drawn):
        row = y - (height - len(done.rows)) // 2
        if not 0 <= row < len(done.rows):
            return paint(Content(" " * width))
        left = (width - done.width) // 2
        right = width - left - done.width
        return [*paint(Content(" " * left)), *done.rows[row], *paint(Content(" " * right))]
    words = Content("…")
    if isinstance(done, Finding):
        words = Content.styled(f"✗ {clean(done.detail)}", "$error")
    lines = words.wrap(width)[:height]
    row = y - (height - len(lines)) // 2
    line = lines[row] if 0 <= row < len(lines) else Content("")
    line = line.pad_left((width - line.cell_length) // 2)
    return paint(line.pad_right(width - line.cell_length))


def fitted(line: list[Segment], width: int, style: Style) -> list[Segment]:
    """The line cut or filled to so many cells."""
    return list(Strip(line).adjust_cell_length(width, style))
