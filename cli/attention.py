"""`--notify`: what happens to a job or a sweep announced on the terminal, and to the user's command."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from core.attention import events
from core.attention.command import Commands
from core.attention.desktop import desktop
from core.attention.event import is_first, settings_for
from core.errors import RunBookError
from core.foresight.lookout import Lookout
from tui.passthrough import wrap

if TYPE_CHECKING:
    from cli.context import App
    from core.attention.event import Event
    from core.foresight.foresee import Foresight
    from core.runs import Record
    from core.update import Update

_NEWS_SECONDS = 60.0
"""An end that was longer before the watching began is no news."""


class Voice:
    """Says events aloud: each once, if this program is the first that sees it.

    Args:
        app: has settings and run book.
    """

    def __init__(self, app: App) -> None:
        from cli.output import say

        self._app = app
        self._commands = Commands(lambda sentence: say(f"trainscope: {sentence}"))
        self._began = time.time()
        self._seen: set[str] = set()

    def is_news(self, ended: float | None) -> bool:
        """Whether an end at that time (epoch seconds; None: just now) is worth announcing."""
        return (ended or self._began) >= self._began - _NEWS_SECONDS

    def announce(self, event: Event, *, again: bool = False) -> None:
        """Announce it as the configuration asks for.

        Args:
            event: what happened.
            again: whether it may have been announced here before.
        """
        from cli.output import say

        settings = settings_for(self._app.settings.notify, event.name)
        if settings is None or (event.id in self._seen and not again):
            return
        self._seen.add(event.id)
        if not is_first(self._app.book, event):
            return
        say(f"trainscope: {event.title}: {event.body}")
        bell = "\a" if settings.bell else ""
        shown = desktop(event.title, event.body, settings.desktop, os.environ.get("TERM", ""))
        _to_terminal(bell + (wrap(shown, os.environ) if shown else ""))
        if settings.command:
            self._commands.run(settings.command, event.facts)

    def close(self) -> None:
        """Wait for commands, which end or are killed within half a minute."""
        self._commands.finish()


class Announcer:
    """Announces what updates of a job bring.

    Args:
        app: has settings and run book.
        record: the job.
    """

    def __init__(self, app: App, record: Record) -> None:
        self._record = record
        self._lookout = Lookout(app.book, app.settings.watch.cost_ceiling)
        self._voice = Voice(app)
        self._refused = False

    def look(self, update: Update) -> None:
        """Announce what is new in this update, which may say nothing new."""
        seen = self._foreseen(update)
        state, trouble = update.state, update.trouble
        over = state is not None and state.status.terminal
        progress, cost = (seen.progress, seen.cost) if seen is not None else (None, None)
        for finding in seen.findings if seen is not None and not over else ():
            self._voice.announce(events.found(self._record, finding, state, progress, cost))
        refused = trouble is not None and trouble.credentials
        if trouble is not None and refused and not self._refused:
            self._voice.announce(events.refused(self._record, trouble, state), again=True)
        self._refused = refused
        if state is None or not over or not self._voice.is_news(state.ended):
            return
        self._voice.announce(events.ended(self._record, state, progress, cost))

    def close(self) -> None:
        """Wait for the user's commands."""
        self._voice.close()

    def _foreseen(self, update: Update) -> Foresight | None:
        try:
            return self._lookout.look(update)
        except RunBookError:  # the follower tells of it
            return None


def _to_terminal(sequence: str) -> None:
    """Write to the terminal, if stderr is one: a file with bells in it calls nobody."""
    if sequence and sys.stderr.isatty():
        with suppress(OSError):
            sys.stderr.write(sequence)
            sys.stderr.flush()
