"""Rows of which some can be chosen: one of those is marked; arrows move the mark, and scroll where there is none."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from tui.keys import bindings
from tui.widgets.rows import Rows, marked_style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.binding import BindingType
    from textual.content import Content
    from textual.events import Click, Resize
    from textual.style import Style


class Choice(NamedTuple):
    """What a row stands for, and how many of its cells are marked with it (None: all)."""

    value: object
    cells: int | None = None


class ChoiceRows(Rows, can_focus=True, inherit_bindings=False):
    """The rows of the data-set page; what is chosen is the screen's business."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--marked"}
    DEFAULT_CSS = """
    ChoiceRows > .rows--marked {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("overview")]

    class Moved(Message):
        """Another row is marked."""

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._choices: Mapping[int, Choice] = {}
        self._places: list[int] = []
        self._line = -1

    @property
    def marked(self) -> object | None:
        """What the marked row stands for; None if there is nothing to choose."""
        choice = self._choices.get(self._line)
        return choice.value if choice is not None else None

    def show(self, rows: Sequence[Content], choices: Mapping[int, Choice]) -> None:
        """Show these rows, the mark staying on what it was on.

        Args:
            rows: all of them.
            choices: number of a row -> what it stands for.
        """
        marked, before = self.marked, self._line
        self._choices, self._places = choices, sorted(choices)
        if marked is None or self.marked != marked:
            same = (place for place in self._places if choices[place].value == marked)
            self._line = next(same, self._places[0] if self._places else -1)
        self.set_rows(rows)
        if self._line != before:
            for line in (before, self._line):
                self.refresh_line(line)

    def mark(self, line: int) -> None:
        """Move the mark to the row; paints two rows, unless it has to scroll."""
        if line != self._line:
            before, self._line = self._line, line
            self.refresh_line(before)
            self.refresh_line(line)
            self.post_message(self.Moved())
        top, height = self.scroll_offset.y, self.size.height
        first = 0 if line == self._places[0] and line < height else line
        self._to(min(max(top, line - height + 1), first))

    def mark_other(self, other: Callable[[object, object], bool]) -> bool:
        """Mark the first row that is `other` than the marked one by that rule; returns whether there is one."""
        marked = self.marked
        line = next((line for line in self._places if other(marked, self._choices[line].value)), None)
        if line is not None:
            self._to(line - 1)
            self.mark(line)
        return line is not None

    def action_move(self, by: int) -> None:
        """The next row to choose if it is in view or just outside, else scroll by a line."""
        top, height = self.scroll_offset.y, self.size.height
        index = (
            bisect_right(self._places, self._line) if by > 0 else bisect_left(self._places, self._line) - 1
        )
        line = self._places[index] if 0 <= index < len(self._places) else None
        if line is not None and top - 1 <= line <= top + height:
            self.mark(line)
        else:
            self._to(top + by)
            self._into_view()

    def action_page(self, by: int) -> None:
        """A page on; the mark comes along."""
        self._to(self.scroll_offset.y + by * max(1, self.size.height - 1))
        self._into_view()

    def action_end(self, place: int) -> None:
        """The first or the last row."""
        self._to(place * len(self.rows))
        if self._places:
            self.mark(self._places[-1 if place else 0])
            self._to(place * len(self.rows))

    def on_resize(self, _: Resize) -> None:
        """The mark stays in view."""
        if self._line >= 0:
            self.mark(self._line)

    async def on_click(self, event: Click) -> None:
        """A click marks a row; one on the marked row opens it."""
        line = event.y + self.scroll_offset.y
        if line == self._line:
            await self.run_action("screen.open")
        elif line in self._choices:
            self.mark(line)

    def render_line(self, y: int) -> Strip:
        """Part of the line API."""
        plain = super().render_line(y)
        number = y + self.scroll_offset.y
        choice = self._choices.get(number)
        if number != self._line or choice is None:
            return plain
        marked = self._styled(self.rows[number], marked_style(self, "rows--marked"), plain.cell_length)
        return (
            marked
            if choice.cells is None
            else Strip.join([marked.crop(0, choice.cells), plain.crop(choice.cells)])
        )

    def _styled(self, row: Content, style: Style, width: int) -> Strip:
        parts = row.render(style, end="", parse_style=self.app.stylesheet.parse_style)
        strip = Strip([Segment(text, part.rich_style) for text, part in parts])
        return strip.crop_extend(0, width, style.rich_style)

    def _to(self, top: int) -> None:
        self.scroll_to(y=min(max(0, top), self.max_scroll_y), animate=False)

    def _into_view(self) -> None:
        """The mark on a row in view, if there is one to choose."""
        top, height = round(self.scroll_target_y), self.size.height
        if top <= self._line < top + height:
            return
        seen = self._places[bisect_left(self._places, top) : bisect_left(self._places, top + height)]
        if seen:
            self.mark(seen[0] if self._line < top else seen[-1])
