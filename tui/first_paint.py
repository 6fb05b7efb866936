"""One first paint: nothing is sent until the panes know their size and have drawn themselves."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen


def hold_first_paint(screen: Screen[Any]) -> None:
    """To be called when the screen is mounted.

    Textual paints when the size is known, when the style classes for that size are set, and twice when the panes have
    filled themselves: 83 kB at 120×40, of which the user sees the last 21. Held back it is 42 kB.
    """
    held = ExitStack()
    held.enter_context(screen.app.batch_update())
    screen.call_after_refresh(screen.call_after_refresh, held.close)
