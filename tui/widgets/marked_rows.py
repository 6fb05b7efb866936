"""Rows of which one is marked: any number of them, of which only those in view are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.rows import marked_style

if TYPE_CHECKING:
    from textual.content import Content
    from textual.events import Click, Resize

_MOST_KEPT = 2000
"""Rows that are kept as they were drawn."""


class MarkedRows(ScrollView, can_focus=True, inherit_bindings=False):
    """Base of lists whose mark the screen moves, by keys of the one table; subclasses draw a row."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--marked"}
    DEFAULT_CSS = """
    MarkedRows {
        height: 1fr; padding: 0 1; overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
    }
    MarkedRows > .rows--marked {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """

    class Marked(Message):
        """The mouse moved the mark."""

    class Chosen(Message):
        """The marked row was clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: dict[int, Content] = {}
        self.row_count = 0
        self.cursor_row = 0

    def draw_row(self, number: int, width: int) -> Content:
        """The row as it is shown, without its mark.

        Args:
            number: from 0.
            width: cells.
        """
        raise NotImplementedError

    def set_count(self, count: int) -> None:
        """There are so many rows now, all of them drawn anew; the mark stays on its number."""
        self._lines = {}
        self.row_count = count
        self.cursor_row = min(self.cursor_row, max(0, count - 1))
        self.virtual_size = Size(0, count)
        self.refresh()
        self.into_view()

    def forget_rows(self) -> dict[int, Content]:
        """Draw rows anew when they are painted next; returns them as they were drawn."""
        before, self._lines = self._lines, {}
        return before

    def refresh_changed(self, before: dict[int, Content]) -> None:
        """Paint the rows in view that are not as they were.

        Args:
            before: what `forget_rows` has returned.
        """
        top = self.scroll_offset.y
        for number in range(top, min(top + self.size.height, self.row_count)):
            if number not in before or not before[number].is_same(self._line(number)):
                self.refresh_line(number)

    def move_cursor(self, row: int) -> None:
        """Move the mark; paints two rows."""
        self.refresh_line(self.cursor_row)
        self.cursor_row = min(max(row, 0), max(0, self.row_count - 1))
        self.refresh_line(self.cursor_row)
        self.into_view()

    def on_resize(self, _: Resize) -> None:
        """The rows depend on the width."""
        self._lines = {}
        self.into_view()

    def on_click(self, event: Click) -> None:
        """A click marks a row; one on the marked row chooses it."""
        number = event.y + self.scroll_offset.y
        if number >= self.row_count:
            return
        if number == self.cursor_row:
            self.post_message(self.Chosen())
        else:
            self.move_cursor(number)
            self.post_message(self.Marked())

    def render_line(self, y: int) -> Strip:
        """Part of the line API."""
        width = self.scrollable_content_region.width
        number = y + self.scroll_offset.y
        style = self.visual_style
        if number >= self.row_count:
            return Strip.blank(width, style.rich_style)
        if number == self.cursor_row:
            style = marked_style(self, "rows--marked")
        parts = self._line(number).render(style, end="", parse_style=self.app.stylesheet.parse_style)
        strip = Strip([Segment(text, part.rich_style) for text, part in parts])
        return strip.crop_extend(0, width, style.rich_style)

    def notify_style_update(self) -> None:
        """A theme change redraws everything."""
        super().notify_style_update()
        self.refresh()

    def into_view(self) -> None:
        """Scroll no further than need be to show the mark."""
        top, height = self.scroll_offset.y, self.size.height
        self.scroll_to(y=min(max(top, self.cursor_row - height + 1), self.cursor_row), animate=False)

    def _line(self, number: int) -> Content:
        if number not in self._lines:
            if len(self._lines) >= _MOST_KEPT:
                self._lines.clear()
            self._lines[number] = self.draw_row(number, self.scrollable_content_region.width)
        return self._lines[number]
