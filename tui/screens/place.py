"""The base of pages on which it is said which photos a model is asked about: a path is typed, with completion."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.predict.pathtext import as_path, with_home
from tui.asking import look_at
from tui.askmessages import PlaceSeen
from tui.background import start
from tui.screens.path_page import PathPage
from tui.widgets.ask_draw import hint_lines
from tui.widgets.paths_draw import home_path

if TYPE_CHECKING:
    from tui.asking import Place
    from tui.services import Services

_ROOT = "Folder that the list's paths begin in:"


class PlacePage(PathPage):
    """Takes a path, and of a list also the folder that its paths begin in; the subclass goes on with the place.

    Args:
        services: settings, engines and keys.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(services, services.asked)
        self._list: Place | None = None
        self._typed = ""
        self._look = 0
        dataset = services.settings.dataset.path
        self._dataset = dataset.absolute() if isinstance(dataset, Path) else None

    def go(self, place: Place) -> None:
        """It is known where the photos are."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """The field begins with the data set's folder."""
        if self._dataset is not None:
            self.field.put(with_home(str(self._dataset)).rstrip("/") + "/")

    def hints(self, width: int) -> list[Content]:
        """How to go on, and what was asked about before."""
        return hint_lines(self.services.asked.texts, self.services.first_key("path.complete"), width)

    def action_back(self) -> None:
        """From the folder of a list back to the list, else to where the user came from."""
        if self._list is None:
            self.dismiss()
        else:
            self._end_root_question()
            self.field.put(self._typed)

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

    def keep(self, text: str) -> None:
        """What was typed is looked at beside the screen; the folder of a list is taken as it is."""
        path = as_path(text)
        if not path:
            self.tell("Type the path of a photo, of a folder of photos, or of a list.")
        elif self._list is not None:
            place = self._list._replace(root=self.base / path, missing=False)
            self._end_root_question()
            self.field.put(self._typed)
            self._begin(place)
        else:
            self._typed = text
            roots = [] if self._dataset is None else [self._dataset]
            self._look += 1
            body = partial(look_at, self.base / path, roots, self._look, self.post_message)
            start(self, body, name="look at a path")

    def _begin(self, place: Place) -> None:
        self.services.asked.add(self._typed.strip())
        self.go(place)

    def _ask_for_root(self, place: Place) -> None:
        """None of the list's photos is where it was looked for."""
        self._list = place
        self.field.folders_only = True
        self.field.put(with_home(str(place.root)).rstrip("/") + "/")
        self.query_one("#ask-what", Static).update(Content(_ROOT))
        self.tell(
            f"None of the first photos of {home_path(place.path)} is there. Its paths begin in another folder."
        )

    def _end_root_question(self) -> None:
        self._list = None
        self.field.folders_only = False
        self.query_one("#ask-what", Static).update(Content(self.WHAT))
        self.tell("")
