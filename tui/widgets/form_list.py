"""The rows of the form, one of them marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.widgets.rows import Rows, marked_style

if TYPE_CHECKING:
    from textual.events import Click
    from textual.style import Style


class FormList(Rows, can_focus=True, inherit_bindings=False):
    """The rows, one of them marked; the arrows move the mark, and the rows scroll with it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"form--cursor"}
    DEFAULT_CSS = """
    FormList > .form--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """

    cursor = 0

    class Marked(Message):
        """The mouse moved the mark."""

    def row_style(self, number: int) -> Style:
        """The marked row stands out while the list has the focus."""
        if number == self.cursor and self.has_focus and number < len(self.rows):
            return marked_style(self, "form--cursor")
        return self.visual_style

    def on_click(self, event: Click) -> None:
        """A click marks a row."""
        number = event.y + self.scroll_offset.y
        if number < len(self.rows):
            self.mark(number)
            self.post_message(self.Marked())

    def mark(self, number: int) -> None:
        """Move the mark; repaints two lines."""
        before, self.cursor = self.cursor, number
        self.refresh_line(before)
        self.refresh_line(number)
        self.scroll_to(y=min(max(self.scroll_offset.y, number - self.size.height + 1), number), animate=False)
