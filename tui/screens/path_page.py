"""The base of pages that a path is typed on, with completion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from tui.keys import bindings
from tui.screens.opaque import OpaqueScreen
from tui.widgets.completion_draw import completion_lines
from tui.widgets.key_bar import KeyBar
from tui.widgets.path_field import PathField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from tui.history import History
    from tui.services import Services

_LINES_ABOVE = 7
"""Of the page and its key bar, besides what can be typed."""


class PathPage(OpaqueScreen):
    """A field for a path, what is known above it, and below it how the path can go on.

    Args:
        services: settings and keys.
        history: of what was typed.
    """

    WHAT: ClassVar[str]
    """What may be typed, above the field."""
    CALLED: ClassVar[Mapping[str, str]] = {}
    """Labels of keys that mean something else here than on the page where photos are asked about."""
    DEFAULT_CSS = """
    PathPage PathField { margin: 0 1; }
    #ask-state { height: auto; max-height: 4; padding: 0 1; }
    #ask-what { height: 1; padding: 0 1; color: $text-dim; }
    #ask-ways { height: 1fr; padding: 1 1 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(self, services: Services, history: History) -> None:
        super().__init__()
        self.services = services
        self.base = _here()
        self.field = PathField(self.base, history, self.keep)
        self._ways: PathField.Offered | None = None
        self._problem = ""
        self._shown: dict[str, Content] = {}

    def title_line(self) -> Content:
        """The first line."""
        raise NotImplementedError

    def state_line(self, width: int) -> Content:
        """What is known above the field."""
        raise NotImplementedError

    def keep(self, text: str) -> None:
        """A path was typed and enter pressed."""
        raise NotImplementedError

    def hints(self, width: int) -> list[Content]:
        """What is said below an untouched field."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, who is asked, field, how it can go on, keys."""
        yield Static(self.title_line(), classes="page-title")
        yield Static(id="ask-state")
        yield Static(self.WHAT, id="ask-what", markup=False)
        yield self.field
        yield Static(id="ask-ways")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def on_mount(self) -> None:
        """Nothing else on the page takes keys."""
        self.set_focus(self.field)
        self.query_one(KeyBar).show("path", called=self.CALLED)

    def action_back(self) -> None:
        """Back to where the user came from."""
        self.dismiss()

    def on_resize(self, _: Resize) -> None:
        """The ways are laid out anew."""
        self._draw_ways()
        self.draw_state()

    @on(PathField.Offered)
    def _offered(self, event: PathField.Offered) -> None:
        self._ways = event if event.completion is not None else None
        self._problem = ""
        self._draw_ways()

    def tell(self, problem: str) -> None:
        """Say what is wrong with what was typed."""
        self._problem = problem
        self._ways = None
        self._draw_ways()

    def _draw_ways(self) -> None:
        """Below the field: what is wrong, how it can go on, or what may be typed."""
        width, height = max(20, self.size.width - 4), max(2, self.size.height - _LINES_ABOVE)
        if self._problem:
            lines = list(Content.styled(f"✗ {self._problem}", "$error").wrap(width))
        elif self._ways is not None and self._ways.completion is not None:
            lines = completion_lines(self._ways.completion, self._ways.chosen, width, height)
        else:
            lines = self.hints(width)
        self._put("#ask-ways", Content("\n").join(lines))

    def draw_state(self) -> None:
        """Show what is known above the field."""
        self._put("#ask-state", self.state_line(max(20, self.size.width - 4)))

    def _put(self, place: str, text: Content) -> None:
        """Show the text unless it is shown already."""
        if place not in self._shown or not self._shown[place].is_same(text):
            self._shown[place] = text
            self.query_one(place, Static).update(text)


def _here() -> Path:
    """The current folder; the home folder if that one was deleted meanwhile."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()
