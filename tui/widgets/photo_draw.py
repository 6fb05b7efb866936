"""One row of a photo's place: a row of its picture, or why there is none, and of what stands beside it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.strip import Strip

from core.finding import Finding
from core.text import clean
from tui.widgets.paths_draw import tail
from tui.widgets.photo_cells import Drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.segment import Segment
    from rich.style import Style

    from tui.widgets.photo_layout import Alone


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


def alone_line(
    place: Alone,
    y: int,
    pictures: Sequence[tuple[Drawn | Finding | None, str]],
    text: Sequence[Content],
    paint: Callable[[Content], list[Segment]],
) -> list[Segment]:
    """A row of a photo that is shown alone, or of two: pictures, their names below if they are two, the text.

    Args:
        place: where they stand.
        y: the row, 0 at the top.
        pictures: for each tile its picture, or why there is none, and its name.
        text: all lines of the text.
        paint: text in the style of the ground.
    """
    line: list[Segment] = []
    at = 0
    for tile, (done, name) in zip(place.tiles, pictures, strict=True):
        if y < tile.height:
            part = picture_line(done, (tile.width, tile.height), y, paint)
        elif y == tile.height and len(place.tiles) > 1:
            words = Content(tail(name, tile.width))
            part = paint(words.pad_right(max(0, tile.width - words.cell_length)))
        else:
            continue
        line += [*paint(Content(" " * (tile.x - at))), *part]
        at = tile.x + tile.width
    row = y - place.text_y
    if 0 <= row < len(text):
        line += paint(text[row].pad_left(max(0, place.text_x - at)))
    return line


def fitted(line: list[Segment], width: int, style: Style) -> list[Segment]:
    """The line cut or filled to so many cells."""
    return list(Strip(line).adjust_cell_length(width, style))
