"""One first paint: nothing is sent until the panes know their size and have drawn themselves; what would hold that up
begins when it is out.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen


def hold_first_paint(screen: Screen[Any]) -> None:
    """To be called when the screen is mounted.

    Textual paints when the size is known, when the style classes for that size are set, and twice when the panes have
    filled themselves: 83 kB at 120×40, of which the user sees the last 21. Held back it is 42 kB.
    """
    held = ExitStack()
    held.enter_context(screen.app.batch_update())
    screen.call_after_refresh(screen.call_after_refresh, held.close)


def after_first_paint(screen: Screen[Any], begin: Callable[[], object]) -> None:
    """To be called when the screen is mounted, for what imports much or takes the processor.

    Two refreshes until the paint is let go, as above, and one until it is out.
    """
    screen.call_after_refresh(screen.call_after_refresh, screen.call_after_refresh, begin)
