"""The page on notifications: what is announced and how, what was, a test, and switches until the program ends."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tui.keys import bindings
from tui.notify import wanted
from tui.screens.page import Page
from tui.widgets.notify_draw import Ways, notify_rows

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tui.keys import Where
    from tui.notify import Attention
    from tui.services import Services


class NotifyPage(Page):
    """Changes nothing but what the running program does.

    Args:
        services: keys, and the configuration.
        attention: announces.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("notify")]

    def __init__(self, services: Services, attention: Attention) -> None:
        super().__init__(services)
        self._attention = attention
        self._tested = ""

    def title_line(self) -> Content:
        """The first line."""
        return Content("Notifications")

    def keys(self) -> tuple[Where, ...]:
        """Whose keys the key bar shows."""
        return ("notify", *super().keys())

    def idle_keys(self) -> tuple[str, ...]:
        """The page is open already, and there is no command to switch where none is configured."""
        return ("notify.open", *(() if self._configured_command else ("notify.command",)))

    def lines(self, width: int) -> list[Content]:
        """Ways, events, and what was announced."""
        key = self.services.first_key
        ways = Ways(
            self._attention.settings,
            self._attention.sequences,
            tmux=self._attention.in_tmux,
            has_command=self._configured_command is not None,
            keys=(key("notify.bell"), key("notify.desktop"), key("notify.command")),
            test_key=key("notify.test"),
        )
        return notify_rows(ways, self._attention.told, self._tested, width)

    def action_test(self) -> None:
        """Announce a test, and say by which ways it went."""
        went = ", ".join(self._attention.test(command=not self.services.read_only))
        self._tested = f"{time.strftime('%H:%M:%S')}  test sent: {went}"
        self.draw()

    def action_bell(self) -> None:
        """The bell on, or off."""
        settings = self._attention.settings
        self._attention.settings = replace(settings, bell=not settings.bell)
        self.draw()

    def action_desktop(self) -> None:
        """Desktop notifications on, as they are configured, or off."""
        settings = self._attention.settings
        configured = wanted(self.services).desktop or True
        self._attention.settings = replace(settings, desktop=False if settings.desktop else configured)
        self.draw()

    def action_command(self) -> None:
        """The command of the configuration on, or off."""
        settings, command = self._attention.settings, self._configured_command
        if command is None:
            self.notify("There is no command: set notify.command in the configuration.", markup=False)
            return
        self._attention.settings = replace(settings, command=None if settings.command else command)
        self.draw()

    @property
    def _configured_command(self) -> tuple[str, ...] | None:
        return wanted(self.services).command
