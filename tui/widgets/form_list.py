"""The rows of the form, one of them marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.widgets.rows import Rows, marked_style

if TYPE_CHECKING:
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

    def row_style(self, number: int) -> Style:
        """The marked row stands out while the list has the focus."""
        if number == self.cursor and self.has_focus and number < len(self.rows):
            return marked_style(self, "form--cursor")
        return self.visual_style

    def mark(self, number: int) -> None:
        """Move the mark; repaints two lines."""
        before, self.cursor = self.cursor, number
        self.refresh_line(before)
        self.refresh_line(number)
        self.scroll_to(y=min(max(self.scroll_offset.y, number - self.size.height + 1), number), animate=False)
