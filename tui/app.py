"""The application: composes screens, themes and keys; nothing else is done here."""

from __future__ import annotations

import gc
import os
import time
from contextlib import closing, nullcontext
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.events import Event, Key

from core import paths
from core.endpointlist import in_book
from core.endpointmeter import parting_words
from core.engine.registry import open_engine
from core.errors import ConfigError, TrainscopeError
from core.job.hyperparameters import table
from core.locale_names import as_started, speaks_unicode
from core.nearest import did_you_mean
from core.runs import RunBook
from core.text import clean
from tui import themes
from tui.ascii import AsciiFilter
from tui.background import sentence
from tui.economy import Economy, worded
from tui.keys import KEYS, TITLES, bindings, remap, shown
from tui.parting import parting_note
from tui.screens.cockpit import Cockpit
from tui.services import Services
from tui.typeahead import TypeAhead
from tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.binding import BindingType
    from textual.command import Provider
    from textual.filter import LineFilter
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

    from core.config import Settings
    from core.recording import Replay


_NEW_OBJECTS = 10_000
"""Between two looks for garbage, which takes about a millisecond then."""


def run(
    settings: Settings,
    *,
    theme: str | None = None,
    read_only: bool = False,
    start: str | None = None,
    replay: Replay | None = None,
) -> tuple[int, str]:
    """Show the cockpit until the user quits.

    Args:
        settings: the configuration.
        theme: a theme's name, stronger than the configuration.
        read_only: nothing may be started or stopped.
        start: ``demo`` launches a job as soon as the data set is read.
        replay: a recorded run, shown read-only in place of the user's own.

    Returns:
        The exit code, and what to say in the shell when the screen is gone; may be empty.

    Raises:
        ConfigError: unknown theme, or keys that clash.
        RunBookError: the run book cannot be used.
    """
    keymap, problems = remap(KEYS, {name: ",".join(keys) for name, keys in settings.ui.keys.items()})
    found = themes.load_themes(paths.themes_dir())
    fix = ""
    wanted = theme or settings.ui.theme or themes.default_name()
    if found.named(wanted) is None:
        if wanted in themes.package_names():
            wanted = themes.TERMINAL
        else:
            names = [known.name for known in found.themes]
            problems.append(f"theme: no theme is named {clean(wanted)}{did_you_mean(wanted, names)}")
            fix = f"themes: {', '.join(names)}"
    if problems:
        raise ConfigError("the cockpit cannot be shown as configured", problems=problems, fix=fix)
    own = closing(RunBook.open(paths.run_book_file())) if replay is None else nullcontext(replay.book)
    with own as book:
        services = Services(
            settings=settings,
            book=book,
            engine=open_engine(settings) if replay is None else replay.engine,
            table=table(),
            keymap=keymap,
            read_only=read_only or settings.ui.read_only or replay is not None,
            start=start is not None,
            ascii_only=settings.ui.chart == "ascii" or not speaks_unicode(as_started(os.environ)),
            clock=time.time if replay is None else lambda: replay.engine.moment,
            notice="" if replay is None else replay.recording.damage,
            replay=replay,
        )
        app = TrainscopeApp(services, found, wanted)
        gc.freeze()  # modules and settings are no garbage: no key waits until they are looked through
        gc.set_threshold(_NEW_OBJECTS)
        app.run(mouse=settings.ui.mouse)
        code = app.return_code or 0
        return code, "" if code or replay is not None else parting_note(book)


def _job_commands() -> type[Provider]:
    from tui.palette import JobCommands

    return JobCommands


def _finding_commands() -> type[Provider]:
    from tui.palette import FindingCommands

    return FindingCommands


class TrainscopeApp(App[None]):
    """The cockpit and its pages over one run book and one engine."""

    TITLE = "trainscope"
    CSS_PATH = "styles/trainscope.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]
    COMMANDS = App.COMMANDS | {_job_commands, _finding_commands}

    def __init__(self, services: Services, found: themes.Themes, theme: str) -> None:
        super().__init__(watch_css=False)
        self.services = services
        self._found = found
        self._typeahead = TypeAhead(self, self._check_bindings, super().on_event)
        for known in found.themes:
            self.register_theme(known)
        self.theme = theme
        if services.keymap:
            self.set_keymap(dict(services.keymap))
        self._ascii_filter = AsciiFilter(services.ascii_only)
        self._economy = Economy(self, services)

    def get_default_screen(self) -> Screen[None]:
        """The cockpit is the first screen: one first paint."""
        return Cockpit(self.services)

    async def on_event(self, event: Event) -> None:
        """Keys are acted on one after another; everything else is Textual's."""
        if isinstance(event, Key) and not event.is_forwarded:
            await self._typeahead.typed(event)
        else:
            await super().on_event(event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and ASCII where the terminal has no more."""
        return [*super().get_line_filters(), *([self._ascii_filter] if self._ascii_filter.enabled else ())]

    def on_mount(self) -> None:
        """Say what was found wrong with theme files or the run book."""
        self._economy.watch()
        for problem in self._found.problems:
            self.notify(problem, title="Theme not loaded", severity="warning", markup=False)
        if self.services.notice:
            self.notify(self.services.notice, severity="warning", timeout=30, markup=False)
        if self.services.book.notice:
            self.notify(
                self.services.book.notice, title="Run book", severity="warning", timeout=30, markup=False
            )

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every key that applies now, where the focus is, and every theme."""
        rows = {row.id: row for row in KEYS}
        seen = set()
        for active in screen.active_bindings.values():
            row = rows.get(active.binding.id or "")
            if (
                row is None
                or row.id in seen
                or row.id == "palette"
                or (row.writes and self.services.read_only)
            ):
                continue
            seen.add(row.id)
            yield SystemCommand(
                row.help,
                f"{shown(self.services.keys(row))} · {TITLES[row.where].lower()}",
                partial(self.run_action, active.binding.action, active.node),
            )
        yield self._economy.command()
        for theme in self._found.themes:
            switch = partial(self.set_theme, theme.name)
            yield SystemCommand(f"Theme: {theme.name}", "Switch the colours", switch)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """A toast; over a slow connection the line of keys says it instead, if it fits there."""
        if markup or not self._economy.say(message, title, severity, timeout):
            said = message if markup else worded(message, title, severity)
            super().notify(
                said, title=title if markup else "", severity=severity, timeout=timeout, markup=markup
            )

    def set_theme(self, name: str) -> None:
        """Switch the colours."""
        self.theme = name

    def action_next_theme(self) -> None:
        """The next theme of the list."""
        names = [theme.name for theme in self._found.themes]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    async def action_quit(self) -> None:
        """Leave; while something is being launched, ask first, in the cockpit."""
        cockpit = self.screen_stack[0]
        if isinstance(cockpit, Cockpit) and cockpit.launches.to_be_left:
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            if cockpit.launches.ask_to_leave():
                return
        self.exit()

    def action_help_quit(self) -> None:
        """ctrl+c: say how to leave."""
        words = f"{self.services.first_key('quit')} leaves; jobs go on."
        try:
            costs = parting_words(in_book(self.services.book))
        except TrainscopeError as error:
            costs = sentence(error)
        self.notify(" ".join(filter(None, (words, costs))), timeout=4, markup=False)

    def action_help(self) -> None:
        """All keys, first those of what is in front."""
        from tui.screens.help import HelpPage

        if not isinstance(self.screen, HelpPage):
            places = [place for line in self.screen.query(KeyBar) for place in line.places]
            self.push_screen(
                HelpPage(self.services, next((each for each in places if each != "replay"), None))
            )

    def action_notifications(self) -> None:
        """What is announced, and how."""
        from tui.screens.notify_page import NotifyPage

        cockpit = self.screen_stack[0]
        if isinstance(cockpit, Cockpit) and not isinstance(self.screen, NotifyPage):
            self.push_screen(NotifyPage(self.services, cockpit.attention))
