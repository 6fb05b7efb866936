"""The line into which is typed what the list of jobs is searched for, with what is wrong with it below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from tui.jobsearch import JobSearch

_PLACEHOLDER = "part of a name, failed, optimizer=adam, epochs>10, best>0.7, cost<2"


class SearchBar(Widget):
    """Searches while it is typed; leaving the line brings back what was kept last.

    Args:
        search: is told what is typed.
        searched: called at once when something else is searched for, with whether that is for good.
    """

    DEFAULT_CSS = """
    SearchBar { dock: bottom; height: auto; margin: 0 1 1 1; }
    #search-problem { height: auto; max-height: 3; color: $warning; display: none; }
    """

    def __init__(self, search: JobSearch, searched: Callable[[bool], None]) -> None:
        super().__init__()
        self._search = search
        self._searched = searched
        self._kept = ""

    def compose(self) -> ComposeResult:
        """The line, and what is wrong with it."""
        yield LineInput(lambda _, text: self._search.problem(text), self._keep)
        yield Static(id="search-problem")

    @property
    def typing(self) -> bool:
        """Whether the line has the focus."""
        return self.query_one(LineInput).has_focus

    def open(self) -> None:
        """Type what is searched for."""
        field = self.query_one(LineInput)
        field.placeholder = _PLACEHOLDER
        field.open("search", self._kept)

    def clear(self) -> None:
        """Search for nothing."""
        self._kept = ""
        self._search.take("")

    @on(LineInput.Changed)
    def _typing(self, event: LineInput.Changed) -> None:
        event.stop()
        field = self.query_one(LineInput)
        if field.display:
            self._search.take(event.value.strip(), typing=not event.value.endswith(" "))
            self._complain(field.problem)
            self._searched(False)

    @on(LineInput.Left)
    def _left(self, event: LineInput.Left) -> None:
        event.stop()
        self._search.take(self._kept)
        self._complain("")
        self._searched(False)

    def _keep(self, _: str, text: str) -> None:
        self._search.take(text)
        self._kept = text
        self._complain("")
        self._searched(True)

    def _complain(self, problem: str) -> None:
        line = self.query_one("#search-problem", Static)
        line.display = bool(problem)
        line.update(Content(f"▲ {problem}"))
