"""What the palette offers beside the keys: the newest jobs, and what goes wrong with the one that is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from core.errors import TrainscopeError
from core.text import clean
from tui.screens.cockpit import Cockpit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.command import Hits

    from core.runs import Record

NEWEST = 20
"""As many jobs are offered; the list of jobs has all."""


class _Offers(Provider):
    """Commands about the cockpit; their names hold text from outside and are never read as markup."""

    def offers(self, cockpit: Cockpit) -> Iterator[tuple[str, Callable[[], None]]]:
        """What each is called, and what it does once the cockpit is on the screen."""
        raise NotImplementedError

    async def discover(self) -> Hits:
        """All of them."""
        for title, do in self._offered():
            yield DiscoveryHit(Content(title), partial(self._do, do), text=title)

    async def search(self, query: str) -> Hits:
        """Those that what is typed fits to; not highlighted, since Textual reads as markup what it highlights."""
        matcher = self.matcher(query)
        for title, do in self._offered():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, Content(title), partial(self._do, do), text=title)

    def _offered(self) -> Iterator[tuple[str, Callable[[], None]]]:
        first = self.app.screen_stack[0]
        if isinstance(first, Cockpit):
            yield from self.offers(first)

    async def _do(self, do: Callable[[], None]) -> None:
        """Do it in the cockpit, whatever page is open."""
        while len(self.app.screen_stack) > 1:
            await self.app.pop_screen()
        do()


class JobCommands(_Offers):
    """Shows one of the newest jobs of the run book, newest first."""

    def offers(self, cockpit: Cockpit) -> Iterator[tuple[str, Callable[[], None]]]:
        """Each of them."""
        try:
            for record in cockpit.services.book.jobs(limit=NEWEST):
                yield words(record), partial(cockpit.jobs.show, record)
        except TrainscopeError:
            return  # the list of jobs says what is wrong with the book


class FindingCommands(_Offers):
    """What goes wrong with the job that is shown, with the keys that help; nothing is done but to go to its pane."""

    def offers(self, cockpit: Cockpit) -> Iterator[tuple[str, Callable[[], None]]]:
        """Each finding."""
        keys = cockpit.watching.finding_keys
        for finding in cockpit.watching.findings:
            helps = f" ({keys[finding.kind]})" if keys.get(finding.kind) else ""
            title = f"{finding.kind.replace('-', ' ').capitalize()}: {clean(finding.detail)}{helps}"
            yield title, partial(cockpit.action_pane, "job")


def words(record: Record) -> str:
    """A job as the palette names it: ``Job: ic-flowers-1 · Completed``."""
    state = record.state
    status = f" · {state.stage or state.status.value}" if state is not None else ""
    return clean(f"Job: {record.key.name}{status}")
