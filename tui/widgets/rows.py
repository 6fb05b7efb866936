"""Rows: a scrolling list of styled lines that repaints only what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content
    from textual.widget import Widget


def marked_style(widget: Widget, component: str) -> Style:
    """The style of a marked row, with the `reverse` that Textual's `get_visual_style` drops.

    With sixteen colours it is the page's, reversed: the nearest match of a row's colours may be grey on white, or the
    page's own.
    """
    if widget.app.console.color_system == "standard":
        return widget.visual_style + Style(reverse=True)
    style = widget.get_visual_style(component)
    return style + Style(reverse=True) if widget.get_component_styles(component).text_style.reverse else style


def strip_of(widget: Widget, content: Content, style: Style) -> Strip:
    """A line of content as cells in the colours of the widget's theme, over that style."""
    parts = content.render(style, end="", parse_style=widget.app.stylesheet.parse_style)
    return Strip([Segment(text, part.rich_style) for text, part in parts])


def slid(strip: Strip, head: int, left: int, width: int, style: Style) -> Strip:
    """A row scrolled sideways: what stands before its text stays, and a sign stands for what is out of view.

    Args:
        strip: the row, whole or cut at its end.
        head: cells that stay.
        left: cells of the text that are scrolled away.
        width: cells in view.
        style: under the row.
    """
    end = strip.cell_length
    if left and end > head:
        sign = Strip([Segment("…", style.rich_style)])
        text = strip.crop(min(head + left + 1, end), end)
        strip = Strip.join([strip.crop(0, head), sign, text])
    return strip.crop_extend(0, width, style.rich_style)


class Rows(ScrollView, can_focus=False):
    """Lines of `Content`, drawn by the line API.

    Every byte sent counts over SSH: `set_rows` compares with what is there and refreshes only the lines that
    differ, and nothing if none do.
    """

    DEFAULT_CSS = """
    Rows {
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        overflow-x: hidden;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: tuple[Content, ...] = ()

    @property
    def rows(self) -> tuple[Content, ...]:
        """The lines as they are shown."""
        return self._rows

    def set_rows(self, rows: Sequence[Content]) -> None:
        """Show these lines instead; scroll position stays."""
        old, new = self._rows, tuple(rows)
        self._rows = new
        if len(old) != len(new):
            self.virtual_size = Size(0, len(new))
            self.refresh()
            return
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            if not before.is_same(after):
                self.refresh_line(number)

    def row_style(self, number: int) -> Style:
        """The style under a row; the cursor of a list is drawn by changing it."""
        return self.visual_style

    def render_line(self, y: int) -> Strip:
        """Part of the line API."""
        width = self.scrollable_content_region.width
        number = y + self.scroll_offset.y
        style = self.row_style(number)
        if number >= len(self._rows):
            return Strip.blank(width, style.rich_style)
        return strip_of(self, self._rows[number], style).crop_extend(0, width, style.rich_style)

    def notify_style_update(self) -> None:
        """A theme change redraws everything."""
        super().notify_style_update()
        self.refresh()
