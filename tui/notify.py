"""Attention in the cockpit: a toast, the terminal's bell, a desktop notification, the user's command."""

from __future__ import annotations

import math
import os
import time
from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from core.attention.command import Commands
from core.attention.desktop import desktop, sequences
from core.attention.event import is_first, settings_for
from core.attention.events import trial
from tui.background import start
from tui.newsmessages import EventClaimed
from tui.passthrough import inside_tmux, send, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.screen import Screen

    from core.attention.event import Event
    from core.config import NotifySettings
    from core.finding import Level
    from core.runs import RunBook
    from tui.background import Post
    from tui.services import Services

_SEVERITIES: Mapping[Level, Literal["information", "warning", "error"]] = {
    "info": "information",
    "warning": "warning",
    "error": "error",
}
_TOAST_SECONDS = 6.0
_REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class Told:
    """An event that was announced while the program ran.

    Args:
        event: what happened.
        time: when it was announced, epoch seconds.
        first: whether this program rang; else another had done so before, and here it was only shown.
    """

    event: Event
    time: float
    first: bool


class Attention:
    """Announces each event once, as the configuration asks for it.

    Bell, desktop notification and command belong to the first program that sees the event. A toast is the screen's own
    word, and shown by each cockpit, but for findings: a finding stands in the job's pane as long as it holds.

    Args:
        screen: hears of what is claimed, shows the toasts and owns the terminal.
        settings: of the configuration; may be replaced while the program runs.
        book: remembers what was announced.
        environ: tells which terminal it is, and is what commands get besides the facts.
    """

    def __init__(
        self,
        screen: Screen[Any],
        settings: NotifySettings,
        book: RunBook,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._screen = screen
        self.settings = settings
        self.told: deque[Told] = deque(maxlen=_REMEMBERED)
        self._book = book
        self._environ = environ
        self._commands = Commands(self._failed, environ)
        self._seen: set[str] = set()

    def announce(self, event: Event) -> None:
        """Announce it, unless that was done or is not wanted; whether it was done is asked beside the screen."""
        if settings_for(self.settings, event.name) is None or event.id in self._seen:
            return
        if event.apart == math.inf:
            self._seen.add(event.id)
        body = partial(claim, self._book, event, self._screen.post_message)
        start(self._screen, body, name=f"announce {event.name}")

    def claimed(self, message: EventClaimed) -> None:
        """It is known who announces the event."""
        event = message.event
        settings = settings_for(self.settings, event.name)
        if settings is None or not (message.first or event.name != "finding"):
            return
        self.told.append(Told(event, time.time(), message.first))
        self._show(event)
        if message.first:
            self._ring(event, settings, self._commands)

    def test(self, *, command: bool) -> tuple[str, ...]:
        """Announce what has not happened, by all ways that are on; returns which those were.

        Args:
            command: whether the user's command may be run; its failure is told each time.
        """
        event = trial()
        self._show(event)
        settings = self.settings if command else replace(self.settings, command=None)
        return ("message", *self._ring(event, settings, Commands(self._failed, self._environ)))

    @property
    def sequences(self) -> tuple[str, ...]:
        """What a desktop notification is sent as to this terminal; empty if none is."""
        return sequences(self.settings.desktop, self._environ.get("TERM", ""))

    @property
    def in_tmux(self) -> bool:
        """Whether tmux stands between the program and the terminal."""
        return inside_tmux(self._environ)

    def _show(self, event: Event) -> None:
        self._screen.app.notify(
            event.body,
            title=event.title,
            severity=_SEVERITIES[event.level],
            markup=False,
            timeout=_TOAST_SECONDS,
        )

    def _ring(self, event: Event, settings: NotifySettings, commands: Commands) -> list[str]:
        """Bell, desktop notification, command; returns those that there were."""
        app, term, rung = self._screen.app, self._environ.get("TERM", ""), []
        if settings.bell:
            app.bell()
            rung.append("bell")
        shown = desktop(event.title, event.body, settings.desktop, term)
        if shown and send(app, wrap(shown, self._environ)):
            rung += sequences(settings.desktop, term)
        if settings.command:
            commands.run(settings.command, event.facts)
            rung.append("command")
        return rung

    def _failed(self, sentence: str) -> None:
        app = self._screen.app
        if app.is_running:
            app.notify(sentence, title="Notification", severity="warning", markup=False)


def wanted(services: Services) -> NotifySettings:
    """The ways of the configuration; none of them for a recorded run, whose events are over."""
    settings = services.settings.notify
    return replace(settings, bell=False, desktop=False, command=None) if services.recorded else settings


def claim(book: RunBook, event: Event, post: Post) -> None:
    """Post `EventClaimed`: whether this program is the first that sees the event."""
    post(EventClaimed(event, is_first(book, event)))
