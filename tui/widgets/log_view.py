"""The rows of the log on screen: where the view stands, and which rows must be drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from core.errors import RunBookError
from tui.widgets.log_draw import MATCH_STYLE, draw_line
from tui.widgets.rows import marked_style

if TYPE_CHECKING:
    import re

    from textual.events import MouseScrollDown, MouseScrollUp, Resize
    from textual.style import Style

    from tui.widgets.log_source import LogSource

_WHEEL = 3


class LogView(Widget, can_focus=False):
    """Line-API rows over a `LogSource`.

    It is no ScrollView: a scroll bar that moves with every line costs more bytes than the line, and a virtual
    size that grows asks for a layout each time. Where the view stands is said in the line under it.

    While `cursor` is None the view follows the end; with a cursor it stays where it is, whatever arrives.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"log--cursor"}
    DEFAULT_CSS = """
    LogView { height: 1fr; }
    LogView > .log--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
    """

    class Moved(Message):
        """The cursor or the view moved."""

    def __init__(self) -> None:
        super().__init__()
        self.source: LogSource | None = None
        self.pattern: re.Pattern[str] | None = None
        self.cursor: int | None = None
        self.top = 0
        self.left = 0
        self.unseen = 0
        self._rows = 0
        self._longest = 0

    @property
    def following(self) -> bool:
        """Whether new lines scroll the view."""
        return self.cursor is None

    @property
    def current(self) -> int | None:
        """The row that `copy` takes: the cursor's, or the last one; None in an empty log."""
        return self.cursor if self.cursor is not None else (self._rows - 1 if self._rows else None)

    @property
    def place(self) -> str:
        """Where the cursor stands and how many lines came since, in words; empty while the view follows."""
        if self.cursor is None:
            return ""
        new = f"  ▼ {self.unseen:,} new" if self.unseen else ""
        return f"line {self.cursor + 1:,} of {self._rows:,}{new}"

    def attach(self, source: LogSource | None) -> None:
        """Show other rows (another job, another filter), from their end."""
        self.source = source
        self._rows = source.rows if source is not None else 0
        self.left = self._longest = 0
        self.follow()

    def grew(self) -> None:
        """The source has more rows: repaint what that changes, nothing else."""
        old, new = self._rows, self.source.rows if self.source is not None else 0
        if new == old:
            return
        self._rows = new
        if self.cursor is not None:
            self.unseen += new - old
            self.post_message(self.Moved())
        elif self._last_top() != self.top:
            self.top = self._last_top()
            self.refresh()
        else:
            self._refresh_rows(old - self.top, new - old)

    def follow(self) -> None:
        """Go to the end and stay there."""
        self.cursor, self.unseen, self.top, self.left = None, 0, self._last_top(), 0
        self.refresh()
        self.post_message(self.Moved())

    def go_to(self, row: int) -> None:
        """Put the cursor on a row, and the row into view; stop following."""
        if not self._rows:
            return
        row = min(max(row, 0), self._rows - 1)
        height = max(1, self.size.height)
        before, self.cursor = self.cursor, row
        if self.top <= row < self.top + height:
            self._refresh_rows(row - self.top, 1)
            if before is not None:
                self._refresh_rows(before - self.top, 1)
        else:
            away = abs(row - self.top) > 2 * height
            self.top = row - height // 2 if away else min(max(self.top, row - height + 1), row)
            self.top = min(max(0, self.top), self._last_top())
            self.refresh()
        self.post_message(self.Moved())

    def move(self, by: int) -> None:
        """Move the cursor; below the last row the view follows again."""
        start = self.current
        if start is None:
            return
        if start + by >= self._rows:
            if not self.following:
                self.follow()
        else:
            self.go_to(start + by)

    def sideways(self, by: int) -> None:
        """Scroll sideways, as far as the longest row shown needs."""
        left = min(max(0, self.left + by), max(0, self._longest - self.size.width))
        if left != self.left:
            self.left = left
            self.refresh()

    def reveal(self, row: int) -> None:
        """Scroll sideways, if need be, until the first match of the pattern in a row is in view."""
        content = self._row(row)
        span = next((span for span in content.spans if span.style == MATCH_STYLE), None)
        if span is None:
            return
        start, end = (content[:place].cell_length for place in (span.start, span.end))
        width = self.size.width
        if not self.left <= start <= end < self.left + width:
            self.left = 0 if end < width else max(0, end - width // 2)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Part of the line API."""
        width, style = self.size.width, self.visual_style
        row = self.top + y
        under = self._under(row, style)
        content = self._row(row)
        if content.cell_length > self.left + width:
            content = content.truncate(self.left + width, ellipsis=True)
        return self._strip(content, under).crop_extend(self.left, self.left + width, under.rich_style)

    def notify_style_update(self) -> None:
        """A theme change redraws everything."""
        super().notify_style_update()
        self.refresh()

    def on_resize(self, _: Resize) -> None:
        """Stay at the end, or keep the cursor in view."""
        if self.cursor is None:
            self.top = self._last_top()
        else:
            lowest = self.cursor - max(1, self.size.height) + 1
            self.top = min(max(self.top, lowest), self.cursor, self._last_top())
        self.refresh()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the view and takes the cursor along."""
        event.stop()
        self.move(-_WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the view and takes the cursor along."""
        event.stop()
        self.move(_WHEEL)

    def _row(self, row: int) -> Content:
        try:
            line = self.source.line(row) if self.source is not None else None
        except RunBookError as error:
            return Content.styled(error.what, "$error")
        if line is None or self.source is None:
            return Content.styled(self._nothing() if row == 0 else "", "$text-dim")
        several = len(self.source.streams) > 1
        marked = row == self.cursor
        content = draw_line(line, pattern=self.pattern, with_stream=several, cursor=marked)
        self._longest = max(self._longest, content.cell_length)
        return content

    def _nothing(self) -> str:
        """Why there is no line."""
        if self.source is None:
            return "The log of a job appears here."
        return "No line yet." if self.source.filter is None else "No line passes the filter."

    def _under(self, row: int, style: Style) -> Style:
        return style if row != self.cursor else marked_style(self, "log--cursor")

    def _strip(self, content: Content, style: Style) -> Strip:
        parts = content.render(style, end="", parse_style=self.app.stylesheet.parse_style)
        return Strip([Segment(text, part.rich_style) for text, part in parts])

    def _last_top(self) -> int:
        return max(0, self._rows - max(1, self.size.height))

    def _refresh_rows(self, first: int, count: int) -> None:
        shown = Region(0, first, self.size.width, count).intersection(self.size.region)
        if shown:
            self.refresh(shown)
