"""The list of sweeps: how each stands, the best value so far; enter opens the page of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.text import clean
from tui.background import start
from tui.keys import bindings
from tui.screens.opaque import OpaqueScreen
from tui.sweepmessages import SweepChosen, SweepsListed
from tui.sweepthreads import list_sweeps
from tui.widgets.choice_rows import ChoiceRows
from tui.widgets.key_bar import KeyBar
from tui.widgets.sweeps_draw import sweeps_rows

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.sweep.listing import ListedSweep
    from tui.services import Services


class SweepsRows(ChoiceRows, inherit_bindings=False):
    """The sweeps, one of them marked."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sweeps")]


class SweepsPage(OpaqueScreen):
    """Draws what run book and engine know of sweeps; posts `SweepChosen` to the cockpit.

    Args:
        services: run book, engine and keys.
        name: of the sweep that is marked at first; empty: the newest.
    """

    DEFAULT_CSS = """
    #sweeps-trouble { height: auto; max-height: 4; padding: 0 1; color: $warning; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(self, services: Services, name: str = "") -> None:
        super().__init__()
        self.services = services
        self._to_mark = name
        self._listed: tuple[ListedSweep, ...] = ()
        self._trouble = ""
        self._asking = False
        self._said = ("", "")

    def compose(self) -> ComposeResult:
        """Title, trouble, rows, keys."""
        yield Static(id="sweeps-title", classes="page-title")
        yield Static(id="sweeps-trouble")
        yield SweepsRows(classes="page-body")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def on_mount(self) -> None:
        """Arrows are the rows' at once; the engine is asked which sweeps there are."""
        self.set_focus(self._rows)
        self.action_again()

    def on_screen_resume(self) -> None:
        """After a sweep was looked at, more may be known."""
        self.action_again()

    def on_resize(self, _: Resize) -> None:
        """Wrap anew."""
        self.draw()

    def draw(self) -> None:
        """Show what is known now."""
        width = max(20, self.size.width - 4)
        if self._listed:
            lines, choices = sweeps_rows(self._listed, width)
        else:
            lines, choices = list(Content(self._nothing()).wrap(width)), {}
        self._rows.show(lines, choices)
        line = next((line for line, each in choices.items() if self._is_to_mark(each.value)), None)
        if line is not None:
            self._to_mark = ""
            self._rows.mark(line)
        self._show_words()
        idle = () if self._listed else ("sweeps.choose", "sweeps.copy")
        self.query_one(KeyBar).show("sweeps", "page", "everywhere", without=idle)

    def _nothing(self) -> str:
        if self._asking:
            return f"asking {clean(self.services.engine.capabilities.place)} …"
        key, of = self.services.first_key("sweep.open"), self.services.first_key("form.range")
        return (
            f"There is no sweep yet. In the cockpit {of} on a hyperparameter gives it a range, "
            f"and {key} reviews a sweep over all ranges."
        )

    def _show_words(self) -> None:
        """Title and trouble."""
        count = len(self._listed)
        asking = "  ·  asking…" if self._asking and count else ""
        said = (f"Sweeps  {count}{asking}" if count else "Sweeps", self._trouble)
        if said == self._said:
            return
        title, trouble = self._said = said
        self.query_one("#sweeps-title", Static).update(Content(title))
        line = self.query_one("#sweeps-trouble", Static)
        line.display = bool(trouble)
        line.update(Content(f"▲ {trouble}"))

    def _is_to_mark(self, value: object) -> bool:
        return bool(self._to_mark) and isinstance(value, tuple) and value[-1] == self._to_mark

    @on(SweepsListed)
    def _sweeps_listed(self, event: SweepsListed) -> None:
        self._asking = False
        self._listed, self._trouble = event.rows, event.trouble
        self.draw()

    def action_back(self) -> None:
        """Back to the cockpit."""
        self.dismiss()

    def action_open(self) -> None:
        """The page of the marked sweep."""
        row = self._marked
        if row is not None:
            self.app.screen_stack[0].post_message(SweepChosen(row))

    def action_again(self) -> None:
        """Ask the engine again."""
        if not self._asking:
            self._asking = True
            start(self, partial(list_sweeps, self.services, self.post_message), name="list sweeps")
            self.draw()

    def action_copy(self) -> None:
        """Copy the sweep's name."""
        from tui import clipboard

        row = self._marked
        clipboard.copy_from(self, clean(row.key.name) if row else "")

    @property
    def _rows(self) -> SweepsRows:
        return self.query_one(SweepsRows)

    @property
    def _marked(self) -> ListedSweep | None:
        marked = self._rows.marked
        return next((row for row in self._listed if row.key == marked), None)
