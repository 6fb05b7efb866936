"""The list of endpoints: what is up, since when, what it costs; take one down, go on with what was interrupted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.endpointlist import in_book
from core.errors import TrainscopeError
from core.text import clean
from tui.background import sentence
from tui.endpointdeeds import EndpointDeeds
from tui.keys import bindings
from tui.screens.opaque import OpaqueScreen
from tui.widgets.choice_rows import ChoiceRows
from tui.widgets.endpoint_draw import ListView, endpoint_rows, heading
from tui.widgets.key_bar import KeyBar
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.endpointlist import ListedEndpoint
    from core.job.status import JobKey
    from tui.endpoints import Endpoints
    from tui.services import Services


class EndpointRows(ChoiceRows, inherit_bindings=False):
    """The endpoints, one of them marked."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("endpoints")]


class EndpointsPage(OpaqueScreen):
    """Draws what is known of endpoints; all that is done to them is done by `Endpoints`, which outlives the page.

    Args:
        services: run book and keys.
        endpoints: what is known.
    """

    DEFAULT_CSS = """
    #endpoints-trouble { height: auto; max-height: 4; padding: 0 1; color: $warning; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(self, services: Services, endpoints: Endpoints) -> None:
        super().__init__()
        self.services = services
        self._endpoints = endpoints
        self._deeds = EndpointDeeds(self, services, endpoints)
        self._shows_past = False
        self._past: Sequence[ListedEndpoint] = ()
        self._to_mark: JobKey | None = None
        self._about: tuple[JobKey, Sequence[tuple[str, str]]] | None = None
        self._said = ("", "")
        self._heading = Content("")

    def compose(self) -> ComposeResult:
        """Title, trouble, heading, rows, keys."""
        yield Static(id="endpoints-title", classes="page-title")
        yield Static(id="endpoints-trouble")
        yield Static(id="endpoints-heading", classes="page-title")
        yield EndpointRows(classes="page-body")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)
        yield StopPrompt(self.services)

    def on_mount(self) -> None:
        """Arrows are the rows' at once; the engines are asked which endpoints there are."""
        self.set_focus(self._rows)
        self._endpoints.ask()

    def on_resize(self, _: Resize) -> None:
        """Wrap anew."""
        self.show_endpoints()

    def mark(self, key: JobKey | None) -> None:
        """Mark this endpoint as soon as it is listed."""
        self._to_mark = key
        if key is not None:
            self.show_endpoints()

    def show_endpoints(self) -> None:
        """Draw what is known now; only what differs is repainted, and nothing before there is something to draw on."""
        if not self.is_mounted:
            return
        self._past = self._read_past()
        rows = [*self._endpoints.rows, *self._past]
        view = ListView(
            rows,
            self.services.clock(),
            self._endpoints.doing(),
            self.services.first_key("endpoints.undeploy"),
            self.services.first_key("endpoints.go_on"),
            self._about,
        )
        lines, choices = endpoint_rows(view, self._width)
        self._rows.show(lines or self._nothing(), choices)
        self._show_heading(rows)
        line = next((line for line, choice in choices.items() if self._is_to_mark(choice.value)), None)
        if line is not None:
            self._to_mark = None
            self._rows.mark(line)
        self._show_words()
        self._show_keys()

    def _show_heading(self, rows: Sequence[ListedEndpoint]) -> None:
        line = self.query_one("#endpoints-heading", Static)
        line.display = bool(rows)
        words = heading(rows, self._width)
        if not words.is_same(self._heading):
            self._heading = words
            line.update(words)

    def _is_to_mark(self, value: object) -> bool:
        return self._to_mark is not None and isinstance(value, tuple) and value[0] == self._to_mark

    def _show_words(self) -> None:
        """Title and trouble."""
        meter = self._endpoints.meter()
        asking = "  ·  asking…" if self._endpoints.asking else ""
        said = (f"Endpoints  {meter[0] if meter else 'none is up'}{asking}", self._endpoints.trouble)
        if said == self._said:
            return
        title, trouble = self._said = said
        self.query_one("#endpoints-title", Static).update(Content(title))
        line = self.query_one("#endpoints-trouble", Static)
        line.display = bool(trouble)
        line.update(Content(f"▲ {trouble}"))

    def _nothing(self) -> list[Content]:
        key = self.services.first_key("job.deploy")
        text = (
            f"No endpoint is up. {key} in the cockpit or in the list of jobs deploys what a job has trained."
        )
        return list(Content(text).wrap(self._width))

    @on(EndpointRows.Moved)
    def _show_keys(self) -> None:
        idle = self._deeds.idle_keys(self._marked)
        self.query_one(KeyBar).show("endpoints", "page", "everywhere", without=idle)

    def action_back(self) -> None:
        """Back to where the user came from."""
        self.dismiss()

    def action_open(self) -> None:
        """Ask it about photos."""
        if self._marked is not None:
            self._deeds.ask(self._marked)

    def action_undeploy(self) -> None:
        """Take it down, after a question; the model data stays."""
        self._ask_to_delete("Take {} down?", "The model data stays.", with_model_data=False)

    def action_delete(self) -> None:
        """Take it down and delete what training left, after a question of its own."""
        question = "Delete endpoint and model data of {}?"
        self._ask_to_delete(question, "The model cannot be had back.", with_model_data=True)

    def _ask_to_delete(self, question: str, note: str, *, with_model_data: bool) -> None:
        row = self._marked
        if row is not None and self._deeds.may_delete(row):
            self._about = (row.state.key, self._deeds.deletion(row, with_model_data=with_model_data))
            self.show_endpoints()
            do = partial(self._endpoints.take_down, row, with_model_data=with_model_data)
            self.query_one(StopPrompt).ask(question.format(clean(row.state.key.name)), note, do)

    @on(StopPrompt.Closed)
    def _question_closed(self) -> None:
        self._about = None
        self.show_endpoints()

    def action_go_on(self) -> None:
        """Review a deployment that was interrupted, and go on with it."""
        if self._marked is not None:
            self._deeds.go_on(self._marked)

    def action_again(self) -> None:
        """Ask the engines again."""
        self._endpoints.ask()
        self.show_endpoints()

    def action_copy(self) -> None:
        """Copy the endpoint's name."""
        from tui import clipboard

        row = self._marked
        clipboard.copy_from(self, clean(row.state.key.name) if row else "")

    def action_past(self) -> None:
        """Also those that are down, or only those that are up."""
        self._shows_past = not self._shows_past
        self.show_endpoints()
        if self._shows_past and not self._past:
            self.notify("No endpoint was taken down yet.", markup=False)

    def _read_past(self) -> Sequence[ListedEndpoint]:
        """Those that are down, if they are to be shown."""
        if not self._shows_past:
            return ()
        try:
            return [row for row in in_book(self.services.book, past=True) if row.ended is not None]
        except TrainscopeError as error:
            self.notify(sentence(error), severity="warning", markup=False)
            return self._past

    @property
    def _rows(self) -> EndpointRows:
        return self.query_one(EndpointRows)

    @property
    def _width(self) -> int:
        return max(20, self.size.width - 4)

    @property
    def _marked(self) -> ListedEndpoint | None:
        marked = self._rows.marked
        rows = (*self._endpoints.rows, *self._past)
        return next((row for row in rows if (row.state.key, row.state.launch_id) == marked), None)
