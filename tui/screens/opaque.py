"""A screen that fills the terminal, so that nothing below it needs to be painted."""

from __future__ import annotations

from textual.screen import Screen


class OpaqueScreen(Screen[None]):
    """Base of the cockpit and its pages.

    Textual counts every screen below a page as visible, and paints the page whole for each change on one of them:
    13 kB a second while a job trains. Here only the top screen is current; closing a page paints anew what was
    below it.
    """

    @property
    def is_current(self) -> bool:
        """Whether the screen is on top."""
        return self.app.screen is self
