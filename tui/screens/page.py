"""A page: a whole screen of lines with a title and a key bar, left with esc."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from tui.keys import bindings
from tui.screens.opaque import OpaqueScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content
    from textual.events import Resize

    from tui.keys import Where
    from tui.services import Services


class PageRows(Rows, can_focus=True, inherit_bindings=False):
    """The lines of a page; arrows and page keys scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("rows")]


class Page(OpaqueScreen):
    """Base of the pages: subclasses give the title and the lines for a width."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services

    def title_line(self) -> Content:
        """The first line."""
        raise NotImplementedError

    def lines(self, width: int) -> Sequence[Content]:
        """The lines, wrapped to `width` cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, lines, keys."""
        yield Static(self.title_line(), classes="page-title")
        yield PageRows(classes="page-body")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def keys(self) -> tuple[Where, ...]:
        """Whose keys the key bar shows."""
        return ("page", "everywhere")

    def idle_keys(self) -> tuple[str, ...]:
        """Ids of keys among them that would do nothing now."""
        return ()

    def first_keys(self) -> tuple[str, ...]:
        """Ids of keys that are shown before all others."""
        return ()

    def called(self) -> Mapping[str, str]:
        """Labels of ids that mean something else just now."""
        return {}

    def on_resize(self, _: Resize) -> None:
        """Wrap anew."""
        self.draw()

    def draw(self) -> None:
        """Show the lines and keys as they are now."""
        self.query_one(KeyBar).show(
            *self.keys(), first=self.first_keys(), without=self.idle_keys(), called=self.called()
        )
        rows = self.query_one(PageRows)
        rows.set_rows(self.lines(max(20, self.size.width - 4)))

    def scroll_to_top(self) -> None:
        """Show the first lines."""
        self.query_one(PageRows).scroll_to(y=0, animate=False)

    def action_back(self) -> None:
        """Back to where the user came from."""
        self.dismiss()
