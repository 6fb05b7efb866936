"""The base of pages on which it is said which photos a model is asked about: a path is typed, with completion."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.predict.pathtext import as_path, with_home
from tui.asking import look_at
from tui.askmessages import PlaceSeen
from tui.background import start
from tui.keys import bindings
from tui.screens.opaque import OpaqueScreen
from tui.widgets.ask_draw import hint_lines
from tui.widgets.completion_draw import completion_lines
from tui.widgets.key_bar import KeyBar
from tui.widgets.path_field import PathField
from tui.widgets.paths_draw import home_path

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from tui.asking import Place
    from tui.services import Services

_ROOT = "Folder that the list's paths begin in:"
_LINES_ABOVE = 7
"""Of the page and its key bar, besides what can be typed."""


class PlacePage(OpaqueScreen):
    """Takes a path, and of a list also the folder that its paths begin in; the subclass goes on with the place.

    Args:
        services: settings, engines and keys.
    """

    WHAT: ClassVar[str]
    """What may be typed, above the field."""
    DEFAULT_CSS = """
    PlacePage PathField { margin: 0 1; }
    #ask-state { height: auto; max-height: 4; padding: 0 1; }
    #ask-what { height: 1; padding: 0 1; color: $text-dim; }
    #ask-ways { height: 1fr; padding: 1 1 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self._list: Place | None = None
        self._typed = ""
        self._look = 0
        self._ways: PathField.Offered | None = None
        self._problem = ""
        self._shown: dict[str, Content] = {}
        dataset = services.settings.dataset.path
        self._dataset = dataset.absolute() if isinstance(dataset, Path) else None
        self._base = _here()
        self._field = PathField(self._base, services.asked, self._keep)

    def title_line(self) -> Content:
        """The first line."""
        raise NotImplementedError

    def state_line(self, width: int) -> Content:
        """What is known of the model that is asked."""
        raise NotImplementedError

    def go(self, place: Place) -> None:
        """It is known where the photos are."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, who is asked, field, how it can go on, keys."""
        yield Static(self.title_line(), classes="page-title")
        yield Static(id="ask-state")
        yield Static(self.WHAT, id="ask-what", markup=False)
        yield self._field
        yield Static(id="ask-ways")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def on_mount(self) -> None:
        """The field begins with the data set's folder."""
        if self._dataset is not None:
            self._field.put(with_home(str(self._dataset)).rstrip("/") + "/")
        self.set_focus(self._field)
        self.query_one(KeyBar).show("path")

    def action_back(self) -> None:
        """From the folder of a list back to the list, else to where the user came from."""
        if self._list is None:
            self.dismiss()
        else:
            self._end_root_question()
            self._field.put(self._typed)

    def on_resize(self, _: Resize) -> None:
        """The ways are laid out anew."""
        self._draw_ways()
        self.draw_state()

    @on(PathField.Offered)
    def _offered(self, event: PathField.Offered) -> None:
        self._ways = event if event.completion is not None else None
        self._problem = ""
        self._draw_ways()

    @on(PlaceSeen)
    def _place_seen(self, event: PlaceSeen) -> None:
        if event.look != self._look:
            return
        if event.place is None:
            self.tell(event.problem)
        elif event.place.missing:
            self._ask_for_root(event.place)
        else:
            self._begin(event.place)

    def _keep(self, text: str) -> None:
        """What was typed is looked at beside the screen; the folder of a list is taken as it is."""
        path = as_path(text)
        if not path:
            self.tell("Type the path of a photo, of a folder of photos, or of a list.")
        elif self._list is not None:
            place = self._list._replace(root=self._base / path, missing=False)
            self._end_root_question()
            self._field.put(self._typed)
            self._begin(place)
        else:
            self._typed = text
            roots = [] if self._dataset is None else [self._dataset]
            self._look += 1
            body = partial(look_at, self._base / path, roots, self._look, self.post_message)
            start(self, body, name="look at a path")

    def _begin(self, place: Place) -> None:
        self.services.asked.add(self._typed.strip())
        self.go(place)

    def _ask_for_root(self, place: Place) -> None:
        """None of the list's photos is where it was looked for."""
        self._list = place
        self._field.folders_only = True
        self._field.put(with_home(str(place.root)).rstrip("/") + "/")
        self.query_one("#ask-what", Static).update(Content(_ROOT))
        self.tell(
            f"None of the first photos of {home_path(place.path)} is there. Its paths begin in another folder."
        )

    def _end_root_question(self) -> None:
        self._list = None
        self._field.folders_only = False
        self.query_one("#ask-what", Static).update(Content(self.WHAT))
        self.tell("")

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
            key = self.services.first_key("path.complete")
            lines = hint_lines(self.services.asked.texts, key, width)
        self._put("#ask-ways", Content("\n").join(lines))

    def draw_state(self) -> None:
        """Show what is known of the model that is asked."""
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
