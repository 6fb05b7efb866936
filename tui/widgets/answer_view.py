"""One photo with what a model answers about it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from core.dataset.locate import Locator
from core.predict.photos import Located
from tui.darkroom import Wish
from tui.widgets.answer_draw import answer_text
from tui.widgets.answer_layout import beside
from tui.widgets.photo_draw import alone_line
from tui.widgets.photo_text import measures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.events import Resize
    from textual.style import Style

    from core.finding import Finding
    from core.picture import Sight
    from core.predict.photos import Source
    from core.predict.question import Answer
    from tui.darkroom import Darkroom
    from tui.widgets.photo_cells import Drawn, Look


class AnswerView(Widget, can_focus=False):
    """The photo is drawn by a darkroom; the text stands at once.

    Args:
        darkroom: draws pictures.
        names: of the classes in label order.
        look: how pictures are drawn now.
    """

    DEFAULT_CSS = """
    AnswerView { height: 1fr; margin: 0 1; }
    """

    def __init__(
        self, darkroom: Darkroom, names: Sequence[str], look: Callable[[], Look], *, id: str
    ) -> None:
        super().__init__(id=id)
        self._darkroom = darkroom
        self._names = names
        self._look = look
        self._answer: Answer | None = None
        self._located: Located | None = None
        self._place = ""
        self._sight: Sight | None = None
        self._part = ""
        self._wish: Wish | None = None
        self._done: Drawn | Finding | None = None
        self._layout = beside(1, 1, rows=0)
        self._text: list[Content] = []
        self._top = 0

    def show(self, answer: Answer, place: str, sight: Sight | None, part: str) -> None:
        """Show this answer.

        Args:
            answer: about the photo.
            place: which of how many it is; empty if it is the only one.
            sight: what was sent of the photo; None: all of it.
            part: the same in words.
        """
        self._answer, self._place, self._sight, self._part = answer, place, sight, part
        self._located = _located(answer.question.source)
        self._top = 0
        self._lay()

    def arrived(self) -> None:
        """Some picture is ready: paint it if it is the one that is waited for."""
        if self._wish is not None and self._done is None and self._darkroom.ready(self._wish) is not None:
            self._lay()

    def scroll_text(self, by: int) -> None:
        """Show later lines of a text that is longer than its room, or earlier ones."""
        room = self.size.height - self._layout.text_y
        top = min(max(self._top + by, 0), max(0, len(self._text) - room))
        if top != self._top:
            self._top = top
            self.refresh()

    def on_resize(self, _: Resize) -> None:
        """Photo and text depend on the size."""
        self._lay()

    def render_line(self, y: int) -> Strip:
        """Part of the line API."""
        style = self.visual_style
        paint = partial(self._segments, style=style)
        line = alone_line(self._layout, y, [(self._done, "")], self._text[self._top :], paint)
        return Strip(line).adjust_cell_length(self.size.width, style.rich_style).simplify()

    def notify_style_update(self) -> None:
        """A theme change redraws everything."""
        super().notify_style_update()
        if self.is_mounted:
            self._lay()

    def _lay(self) -> None:
        """Ask for the picture, and put everything in its place."""
        width, height = self.size
        if self._answer is None or not width or not height:
            return
        self._layout = beside(width, height, rows=len(self._lines(self._answer, width)))
        tile, located = self._layout.tiles[0], self._located
        self._wish = self._done = None
        if located is not None:
            room = (tile.width, tile.height)
            self._wish = Wish(located.path, room, self._look(), self._sight, located.locator)
            self._darkroom.want([self._wish])
            self._done = self._darkroom.ready(self._wish)
        self._text = self._lines(self._answer, self._layout.text_width)
        self.refresh()

    def _lines(self, answer: Answer, width: int) -> list[Content]:
        facts = [*([self._place] if self._place else []), *measures(self._done)]
        return answer_text(answer, self._names, width, facts=facts, part=self._part)

    def _segments(self, text: Content, *, style: Style) -> list[Segment]:
        parts = text.render(style, end="", parse_style=self.app.stylesheet.parse_style)
        return [Segment(part, look.rich_style) for part, look in parts]


def _located(source: Source) -> Located | None:
    """The photo as a place under a root: a file that the user named may lie, and lead, anywhere."""
    if isinstance(source, Located):
        return source
    if isinstance(source, Path):
        file = source.resolve()
        return Located(Locator(file.parent), file.name)
    return None
