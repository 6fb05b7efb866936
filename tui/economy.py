"""Drawing less over a slow connection: switched on and off, offered when the terminal does not keep up."""

from __future__ import annotations

from functools import partial
from threading import get_ident
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand

from tui.bandwidth import LOOK_SECONDS, LOW_CLASS, Link, bandwidth_of, waiting_output
from tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App
    from textual.notifications import SeverityLevel

    from tui.services import Services

_HINT_SECONDS = 20.0
_MARKS: Mapping[str, str] = MappingProxyType({"warning": "▲ ", "error": "✗ "})


def worded(message: str, title: str, severity: SeverityLevel) -> str:
    """A message as it is shown: its weight as a mark, not by colour alone, and its title in the same line."""
    return f"{_MARKS.get(severity, '')}{f'{title}: ' if title else ''}{message}"


class Economy:
    """What the application saves, and where its messages go meanwhile.

    Args:
        app: drawn for a slow connection while it has the class `LOW_CLASS`.
        services: the configuration, and how keys are called.
    """

    def __init__(self, app: App[Any], services: Services) -> None:
        self._app = app
        self._services = services
        self._link = Link()
        self._thread = get_ident()
        self.switch(low=services.settings.ui.low_bandwidth)

    def watch(self) -> None:
        """From now on, see whether the terminal takes what is drawn."""
        self._thread = get_ident()
        self._app.set_interval(LOOK_SECONDS, self._look)

    def switch(self, *, low: bool) -> None:
        """Draw less often and more plainly, or as usual."""
        self._app.set_class(low, LOW_CLASS)

    def command(self) -> SystemCommand:
        """The switch, for the palette."""
        low = self._app.has_class(LOW_CLASS)
        return SystemCommand(
            "Draw as usual" if low else "Draw less, for a slow connection",
            "Until you leave; --low-bandwidth and ui.low_bandwidth do it from the start",
            partial(self.switch, low=not low),
        )

    def say(self, message: str, title: str, severity: SeverityLevel, timeout: float | None) -> bool:
        """Say it in the line of keys; False if it must be a toast: as usual, or because it is too long for the line.

        What a thread says is taken over by the thread of the screen, which alone may touch the line.

        Args:
            message: without title and mark.
            title: of the message; may be empty.
            severity: how much it weighs.
            timeout: seconds for which it is shown; None is as long as usual.
        """
        if bandwidth_of(self._app).toasts or not self._app.screen_stack:
            return False
        if get_ident() != self._thread:
            again = partial(self._app.notify, title=title, severity=severity, timeout=timeout, markup=False)
            return self._app.call_later(again, message)
        said = worded(message, title, severity)
        seconds = self._app.NOTIFICATION_TIMEOUT if timeout is None else timeout
        return any(bar.say(said, severity, seconds) for bar in self._app.screen.query(KeyBar))

    def _look(self) -> None:
        if not bandwidth_of(self._app).toasts or not self._link.is_slow(waiting_output(self._app)):
            return
        self._app.notify(
            f"The terminal takes output slowly: {self._services.first_key('palette')} and “Draw less” saves "
            "most of it; from the start, --low-bandwidth does.",
            timeout=_HINT_SECONDS,
            markup=False,
        )
