"""What the wall of photos asks the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from core.finding import Finding
    from tui.darkroom import Wish
    from tui.widgets.photo_cells import Drawn
    from tui.widgets.photo_text import PhotoView


class Shelf(Protocol):
    """The list of photos."""

    def path(self, place: int) -> str:
        """Path of a photo in the data set."""

    def wish(self, path: str, room: tuple[int, int]) -> Wish:
        """What to ask the darkroom for, to show a photo in a room of so many cells."""

    def view(self, place: int, done: Drawn | Finding | None) -> PhotoView:
        """What is known of a photo, of which this is the picture."""
