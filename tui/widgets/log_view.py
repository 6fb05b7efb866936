"""The rows of the log on screen: where the view stands, and which rows must be drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.log_draw import left_to_match
from tui.widgets.log_drawn import DrawnRows
from tui.widgets.log_rows import Spot, lines_from, shows, top_for, top_kept, top_to_show
from tui.widgets.rows import marked_style, slid, strip_of

if TYPE_CHECKING:
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
        self.drawn = DrawnRows()
        self.top = Spot(0)
        self.left = 0
        self.unseen = 0
        self._rows = 0

    @property
    def cursor(self) -> int | None:
        """The row that the reader stands on; None while the view follows."""
        return self.drawn.cursor

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

    @property
    def seen_rows(self) -> range:
        """The rows that are on the screen, at least in part."""
        lines = self._lines()
        return range(lines[0].row, lines[-1].row + 1) if lines else range(0)

    def attach(self, source: LogSource | None) -> None:
        """Show other rows (another job), from their end."""
        self.drawn.source = source
        self.left = 0
        self.other_rows(None)

    def other_rows(self, cursor: int | None) -> None:
        """The source has other rows than before (another filter).

        Args:
            cursor: the row to stand on; None follows the end.
        """
        self._rows = self.drawn.rows
        self.drawn.forget()
        if cursor is None or not self._rows:
            self.follow()
        else:
            self.unseen = 0
            self.top = min(top_for(cursor, self._height // 2 + 1, self.drawn.tall), self._last_top())
            self.go_to(cursor)
            self.refresh()

    def redraw(self) -> None:
        """Draw all rows anew, at the end or with the cursor in view."""
        self.drawn.forget()
        if self.drawn.wrap:
            self.left = 0
        if self.cursor is None:
            self.top = self._last_top()
        else:
            self.top = top_kept(self.cursor, self.top, self._height, self._rows, self.drawn.tall)
        self.refresh()

    def grew(self) -> None:
        """The source has more rows: repaint what that changes, nothing else."""
        old, new = self._rows, self.drawn.rows
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
            first = next((y for y, spot in enumerate(self._lines()) if spot.row >= old), self.size.height)
            self._refresh_lines(0 if old == 0 else first, self.size.height)

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._put_cursor(None)
        self.unseen, self.top = 0, self._last_top()
        self.refresh()
        self.post_message(self.Moved())

    def go_to(self, row: int) -> None:
        """Put the cursor on a row, and the row into view; stop following."""
        if not self._rows:
            return
        row = min(max(row, 0), self._rows - 1)
        before = self.cursor
        self._put_cursor(row)
        if shows(self._lines(), row, self.drawn.tall):
            self.redraw_row(row)
            if before is not None:
                self.redraw_row(before)
        else:
            self.top = top_to_show(row, self.top, self._height, self._rows, self.drawn.tall)
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
        """Scroll sideways, as far as the longest row shown needs; wrapped rows are shown whole."""
        if not self.drawn.wrap:
            self._slide(min(max(0, self.left + by), max(0, self.drawn.longest - self.size.width)))

    def reveal(self, row: int) -> None:
        """Scroll sideways, if need be, until the first match of the pattern in a row is in view."""
        if not self.drawn.wrap:
            parts = self.drawn.parts(row)
            self._slide(left_to_match(parts[0], self.drawn.head, self.left, self.size.width))

    def redraw_row(self, row: int) -> None:
        """A row looks different now; nothing is repainted if it is not on the screen."""
        self.drawn.forget_row(row)
        if lines := [y for y, spot in enumerate(self._lines()) if spot.row == row]:
            self._refresh_lines(lines[0], len(lines))

    def render_line(self, y: int) -> Strip:
        """Part of the line API."""
        lines = self._lines()
        if y >= len(lines):
            nothing = Content.styled("" if y or self._rows else self.drawn.nothing, "$text-dim")
            return self._strip(nothing.truncate(self.size.width, ellipsis=True), self.visual_style, 0)
        row, part = lines[y]
        style = self.visual_style if row != self.cursor else marked_style(self, "log--cursor")
        parts = self.drawn.parts(row)
        content = parts[min(part, len(parts) - 1)]
        if content.cell_length > self.left + self.size.width:
            content = content.truncate(self.left + self.size.width, ellipsis=True)
        if self.drawn.outdated:
            self.drawn.outdated = False
            self.call_later(self.redraw)
        return self._strip(content, style, self.left)

    def notify_style_update(self) -> None:
        """A theme change redraws everything."""
        super().notify_style_update()
        self.refresh()

    def on_resize(self, _: Resize) -> None:
        """Stay at the end, or keep the cursor in view."""
        self.drawn.width = self.size.width
        self.redraw()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the view and takes the cursor along."""
        event.stop()
        self.move(-_WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the view and takes the cursor along."""
        event.stop()
        self.move(_WHEEL)

    def _slide(self, left: int) -> None:
        if left != self.left:
            self.left = left
            self.refresh()

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def _put_cursor(self, row: int | None) -> None:
        self.drawn.forget_row(self.drawn.cursor)
        self.drawn.forget_row(row)
        self.drawn.cursor = row

    def _lines(self) -> list[Spot]:
        """What stands on the lines of the screen."""
        return lines_from(self.top, self.size.height, self._rows, self.drawn.tall)

    def _last_top(self) -> Spot:
        return top_for(self._rows - 1, self._height, self.drawn.tall)

    def _strip(self, content: Content, style: Style, left: int) -> Strip:
        return slid(strip_of(self, content, style), self.drawn.head, left, self.size.width, style)

    def _refresh_lines(self, first: int, count: int) -> None:
        if shown := Region(0, first, self.size.width, count).intersection(self.size.region):
            self.refresh(shown)
