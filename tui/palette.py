"""The palette's jobs: each of the newest is a command that shows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from core.errors import TrainscopeError
from core.text import clean
from tui.screens.cockpit import Cockpit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.command import Hits

    from core.runs import Record

NEWEST = 20
"""As many jobs are offered; the list of jobs has all."""


class JobCommands(Provider):
    """Offers the newest jobs of the run book; names are shown as they are, never read as markup."""

    async def discover(self) -> Hits:
        """All of them, newest first."""
        for record in self._jobs():
            title = words(record)
            yield DiscoveryHit(Content(title), partial(self._show, record), text=title)

    async def search(self, query: str) -> Hits:
        """Those that what is typed fits to; not highlighted, since Textual reads as markup what it highlights."""
        matcher = self.matcher(query)
        for record in self._jobs():
            title = words(record)
            if (score := matcher.match(title)) > 0:
                yield Hit(score, Content(title), partial(self._show, record), text=title)

    def _cockpit(self) -> Cockpit | None:
        first = self.app.screen_stack[0]
        return first if isinstance(first, Cockpit) else None

    def _jobs(self) -> Iterator[Record]:
        cockpit = self._cockpit()
        if cockpit is None:
            return
        try:
            yield from cockpit.services.book.jobs(limit=NEWEST)
        except TrainscopeError:
            return  # the list of jobs says what is wrong with the book

    async def _show(self, record: Record) -> None:
        """Show the job in the cockpit, whatever page is open."""
        cockpit = self._cockpit()
        if cockpit is None:
            return
        while len(self.app.screen_stack) > 1:
            await self.app.pop_screen()
        cockpit.jobs.show(record)


def words(record: Record) -> str:
    """A job as the palette names it: ``Job: ic-flowers-1 · Completed``."""
    state = record.state
    status = f" · {state.stage or state.status.value}" if state is not None else ""
    return clean(f"Job: {record.key.name}{status}")
