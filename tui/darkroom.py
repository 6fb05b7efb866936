"""Photos decoded beside the screen: those in view only, in two threads, the last ones kept."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Any, NamedTuple

from core.finding import Finding
from core.picture import Sight, draw
from tui.messages import PhotosDrawn
from tui.widgets.photo_cells import Drawn, Look, drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import App

    from core.dataset.locate import Locator

THREADS = 2
MOST_CELLS = 24_000
"""Cells that are kept, about 800 bytes each in true colour: some pages of thumbnails, or a few large photos."""
_TELL_SECONDS = 0.5
"""From the wish to a first repaint, and between two, while more photos come: a page that is quick is painted once."""


class Wish(NamedTuple):
    """A photo to be drawn.

    Args:
        path: in its folder.
        room: most cells across and down.
        look: how it is drawn.
        sight: only what training sees of it.
        locator: of its folder; None: the darkroom's.
    """

    path: str
    room: tuple[int, int]
    look: Look
    sight: Sight | None = None
    locator: Locator | None = None


def look_of(app: App[Any], *, ascii_only: bool) -> Look:
    """How pictures are drawn on that screen, in the theme it has now."""
    plain = ascii_only or "NO_COLOR" in os.environ
    return Look.of(app.console.color_system, plain=plain, dark=app.current_theme.dark)


class Darkroom:
    """Draws what is wished for, newest wishes only; each of `THREADS` threads runs `work`.

    Args:
        locator: of the folder that photos are in unless their wish names another.
        post: tells the screen, from a thread, that some wishes have been met.
        most_cells: cells that are kept.
    """

    def __init__(
        self, locator: Locator, post: Callable[[PhotosDrawn], object], *, most_cells: int = MOST_CELLS
    ) -> None:
        self._most_cells = most_cells
        self._locator = locator
        self._post = post
        self._changed = threading.Condition()
        self._wanted: deque[Wish] = deque()
        self._busy: set[Wish] = set()
        self._in_view: frozenset[Wish] = frozenset()
        self._kept: OrderedDict[Wish, Drawn | Finding] = OrderedDict()
        self._cells = 0
        self._told = 0.0
        self._closed = False

    def ready(self, wish: Wish) -> Drawn | Finding | None:
        """What was drawn, or why that failed; None if it is not done yet."""
        with self._changed:
            if wish in self._kept:
                self._kept.move_to_end(wish)
            return self._kept.get(wish)

    def want(self, wishes: Iterable[Wish]) -> None:
        """Draw these, in this order, and keep them; what was wished for before and is not among them is given up."""
        with self._changed:
            some = dict.fromkeys(wishes)  # a photo that is listed twice is drawn once
            self._in_view = frozenset(some)
            self._wanted = deque(wish for wish in some if wish not in self._kept and wish not in self._busy)
            self._told = time.monotonic()
            self._changed.notify_all()

    def close(self) -> None:
        """End the threads; a photo that is being decoded is finished first."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def work(self) -> None:
        """Draw until `close`."""
        while (wish := self._next()) is not None:
            locator = wish.locator or self._locator
            picture = draw(locator, wish.path, (wish.room[0], 2 * wish.room[1]), wish.sight)
            done = picture if isinstance(picture, Finding) else drawn(picture, wish.look)
            if self._keep(wish, done):
                self._post(PhotosDrawn())

    def _next(self) -> Wish | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._wanted)
            if self._closed:
                return None
            wish = self._wanted.popleft()
            self._busy.add(wish)
            return wish

    def _keep(self, wish: Wish, done: Drawn | Finding) -> bool:
        """Keep it, forget the oldest beyond the limit; returns whether it is time to tell the screen."""
        with self._changed:
            self._busy.discard(wish)
            self._kept[wish] = done
            self._cells += _cells(done)
            self._forget()
            now = time.monotonic()
            if (self._wanted or self._busy) and now < self._told + _TELL_SECONDS:
                return False
            self._told = now
            return not self._closed

    def _forget(self) -> None:
        """The oldest go, as long as there is too much, but for what is in view."""
        for wish in [wish for wish in self._kept if wish not in self._in_view]:
            if self._cells <= self._most_cells:
                return
            self._cells -= _cells(self._kept.pop(wish))


def _cells(done: Drawn | Finding) -> int:
    return 1 if isinstance(done, Finding) else done.width * len(done.rows)
