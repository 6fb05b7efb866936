"""How much is drawn: as usual, or less over a slow connection; and how a slow one is told.

What the cockpit draws for is a class of the application, `LOW_CLASS`: the style sheet reads it, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

LOW_CLASS = "-low-bandwidth"
LOOK_SECONDS = 2.0
"""Between two looks at what waits for the terminal."""
_IN_A_ROW = 5
"""So many looks that all find something waiting make a slow connection."""


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """Seconds that lie between two repaints, at least, and whether messages come as toasts.

    Args:
        log: of the log pane.
        large_log: of one that is zoomed or on a large screen.
        chart: of the chart, when points arrive; a key redraws it at once.
        toasts: whether messages come as toasts, or in the line of keys.
    """

    log: float
    large_log: float
    chart: float
    toasts: bool


USUAL = Bandwidth(log=1.0, large_log=2.5, chart=0.0, toasts=True)
LOW = Bandwidth(log=5.0, large_log=5.0, chart=10.0, toasts=False)


def bandwidth_of(app: App[Any]) -> Bandwidth:
    """What the application draws for just now."""
    return LOW if app.has_class(LOW_CLASS) else USUAL


class Link:
    """Tells by what waits to be written whether the terminal takes less than is drawn; nothing is sent to find out."""

    def __init__(self) -> None:
        self._found = 0
        self._told = False

    def is_slow(self, waiting: int) -> bool:
        """One look; true once, when the connection has been found slow.

        Args:
            waiting: pieces of output that the terminal has not taken yet.
        """
        self._found = self._found + 1 if waiting else 0
        if self._told or self._found < _IN_A_ROW:
            return False
        self._told = True
        return True


def waiting_output(app: App[Any]) -> int:
    """Pieces of output that the terminal has not taken yet; 0 where that is not known.

    Textual offers no public way to ask its writer.
    """
    writer = getattr(app._driver, "_writer_thread", None)
    queue = getattr(writer, "_queue", None)
    return queue.qsize() if queue is not None else 0
