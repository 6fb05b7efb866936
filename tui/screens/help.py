"""The help page: every key there is, from the one table; `/` searches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.text import clean
from tui.keys import TITLES, bindings
from tui.screens.page import Page, PageRows
from tui.widgets.help_draw import found_keys, help_lines
from tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.keys import Where
    from tui.services import Services

_PLACEHOLDER = "what it does, or a key: zoom, log search, bell, esc, x"


class HelpPage(Page):
    """All keys by place, with what each does and the id that remaps it.

    Args:
        services: the keys as they are.
        place: whose keys are in view first; None for the first there are.
    """

    DEFAULT_CSS = """
    HelpPage LineInput { dock: bottom; margin: 0 1 1 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]

    def __init__(self, services: Services, place: Where | None = None) -> None:
        super().__init__(services)
        self._place = place
        self._kept = ""
        self._searched = ""

    def compose(self) -> ComposeResult:
        """The page and, over its keys, a line to type into."""
        yield from super().compose()
        yield LineInput(lambda _, text: "", self._keep)

    def on_mount(self) -> None:
        """Go to the keys of the place, once there are lines to go to."""
        self.call_after_refresh(self._go_to_place)

    def title_line(self) -> Content:
        """The first line."""
        if not self._searched:
            return Content("trainscope: keys")
        return Content(f"trainscope: keys  ·  search {clean(self._searched, limit=40)!r}")

    def keys(self) -> tuple[Where, ...]:
        """While something is typed, the field's keys."""
        return ("field",) if self._typed else ("help", *super().keys())

    def first_keys(self) -> tuple[str, ...]:
        """How to get to the others."""
        if self._typed:
            return ()
        return (*(("help.drop",) if self._searched else ()), "rows.up", "rows.page_down", "help.search")

    def idle_keys(self) -> tuple[str, ...]:
        """The page is open already, and while something is searched for, the way back drops that first."""
        return ("help", "page.back", "quit") if self._searched else ("help",)

    def called(self) -> Mapping[str, str]:
        """Short, as they stand together."""
        return {"rows.up": "scroll", "rows.page_down": "page"}

    def lines(self, width: int) -> list[Content]:
        """The table."""
        services = self.services
        found = found_keys(
            services.keymap, read_only=services.read_only, recorded=services.recorded, text=self._searched
        )
        if not found:
            drop = services.first_key("help.drop")
            text = f"No key is called {clean(self._searched, limit=40)!r}, and none does that. {drop} shows all again."
            return list(Content(text).wrap(width))
        return help_lines(found, width, services.keymap)

    def action_search(self) -> None:
        """Type what is searched for."""
        field = self.query_one(LineInput)
        field.placeholder = _PLACEHOLDER
        field.open("search", self._kept)
        self.draw()

    def action_drop(self) -> None:
        """All keys again; where all are there, back."""
        if self._searched:
            self._keep("", "")
            self.call_after_refresh(self._go_to_place)
        else:
            self.action_back()

    @property
    def _typed(self) -> bool:
        """Whether the line is open."""
        return self.query_one(LineInput).display

    @on(LineInput.Changed)
    def _typing(self, event: LineInput.Changed) -> None:
        event.stop()
        if self._typed:
            self._search(event.value.strip())

    @on(LineInput.Left)
    def _left(self, event: LineInput.Left) -> None:
        event.stop()
        self._search(self._kept)

    def _keep(self, _: str, text: str) -> None:
        self._kept = text
        self._search(text)

    def _search(self, text: str) -> None:
        if text != self._searched:
            self._searched = text
            self.query_one(".page-title", Static).update(self.title_line())
            self.scroll_to_top()
        self.draw()

    def _go_to_place(self) -> None:
        if self._place is None or self._searched:
            return
        rows, title = self.query_one(PageRows), TITLES[self._place]
        at = next((number for number, row in enumerate(rows.rows) if row.plain == title), 0)
        rows.scroll_to(y=at, animate=False)
