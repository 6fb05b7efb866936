"""What is done with the log as a whole: it is saved, opened in a pager, or a page says what was parsed of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.text import clean
from tui.background import start
from tui.readonly import forbidden
from tui.widgets.log_pane import LogPane

if TYPE_CHECKING:
    from tui.messages import PagerFileReady
    from tui.screens.cockpit import Cockpit
    from tui.services import Services


class LogPages:
    """Opens them for the job that is shown.

    Args:
        cockpit: shows the log.
        services: run book and keys.
    """

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services

    def parsed(self) -> None:
        """The page that says what was parsed."""
        from tui.screens.parsed_page import ParsedPage

        record, reading = self._cockpit.watching.record, self._cockpit.query_one(LogPane).reading
        if record is None or reading is None:
            self._say("There is no log yet.")
            return
        page = ParsedPage(self._services, record, reading.source.count, reading.go_to)
        self._cockpit.app.push_screen(page)

    def save(self) -> None:
        """The page on which it is said where the lines that are shown are saved."""
        from tui.screens.save_log import SaveLogPage

        record, reading = self._cockpit.watching.record, self._cockpit.query_one(LogPane).reading
        if forbidden(self._cockpit, self._services, "save the log"):
            return
        if record is None or reading is None or not reading.source.rows:
            self._say("There is no line to save.")
            return
        page = SaveLogPage(self._services, reading.source, clean(record.key.name))
        self._cockpit.app.push_screen(page)

    def pager(self) -> None:
        """Write the lines that are shown to a file, then open it."""
        from tui.pager import NO_TERMINAL, write_for_pager

        reading = self._cockpit.query_one(LogPane).reading
        driver = self._cockpit.app._driver
        if reading is None or not reading.source.rows:
            self._say("There is no line to show.")
        elif driver is None or not driver.can_suspend:
            self._say(NO_TERMINAL)
        else:
            source = reading.source
            seqs = None if source.filter is None else source.filter.seqs[:]
            line = (reading.row or 0) + 1
            post = self._cockpit.post_message
            body = partial(
                write_for_pager, self._services.book, source.job_id, source.count, seqs, line, post
            )
            start(self._cockpit, body, name="log for the pager")

    def file_ready(self, event: PagerFileReady) -> None:
        """Lend the terminal to the pager."""
        from tui.pager import show_in_pager

        app = self._cockpit.app
        if said := event.problem if event.file is None else show_in_pager(app, event.file, event.line):
            self._say(said)

    def _say(self, text: str) -> None:
        self._cockpit.notify(text, markup=False)
