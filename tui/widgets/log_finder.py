"""Filter and search of one log: two scans, each kept going in a thread as lines arrive."""

from __future__ import annotations

import time
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from textual.message import Message

from core.cancel import CancelToken
from core.errors import Cancelled, RunBookError
from core.runs.search import Condition
from tui.declaring import message
from tui.widgets.log_scan import Part, Scan, scan

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from core.runs import RunBook

Mode = Literal["search", "filter"]
_REPORT_SECONDS = 0.1


@message
class Scanned(Message):
    """A scan looked at more lines.

    Args:
        of: the scan; an abandoned one is recognised by it.
        part: the matches among them.
        finished: this thread has ended.
        complete: it looked at all it was asked to.
        problem: why it could not, a sentence.
    """

    of: Scan
    part: Part
    finished: bool = False
    complete: bool = False
    problem: str = ""


class LogFinder:
    """Holds the scans of one job's log; all methods are for the UI thread.

    Args:
        book: where the lines are.
        job_id: whose lines.
        run: starts a function in a thread.
        post: a thread-safe `post_message`; gets `Scanned`.
    """

    def __init__(
        self,
        book: RunBook,
        job_id: int,
        run: Callable[[Callable[[], None]], object],
        post: Callable[[Message], object],
    ) -> None:
        self._book = book
        self._job_id = job_id
        self._run = run
        self._post = post
        self._scans: dict[Mode, Scan] = {}
        self._running: dict[Mode, CancelToken] = {}
        self._count = 0

    @property
    def filter(self) -> Scan | None:
        """The filter's matches."""
        return self._scans.get("filter")

    @property
    def search(self) -> Scan | None:
        """The search's matches, among the lines the filter lets through."""
        return self._scans.get("search")

    def grew(self, count: int) -> None:
        """There are `count` lines now: look at those not yet looked at."""
        self._count = count
        for mode in list(self._scans):
            self._go_on(mode)

    def set_filter(self, condition: Condition | None, here: int = 0) -> None:
        """Filter by a condition, or no longer; a search starts over within what is left, from line `here`."""
        self._start("filter", (condition,) if condition is not None else None)
        if self.search is not None:
            self.set_search(self.search.conditions[-1].pattern, here)

    def set_search(self, pattern: re.Pattern[str] | None, here: int = 0) -> None:
        """Search for a pattern on both sides of the end of line `here`, or no longer."""
        base = self.filter.conditions if self.filter is not None else ()
        self._start("search", (*base, Condition(pattern)) if pattern is not None else None, here)

    def stop(self) -> None:
        """Stop all threads and drop what was found."""
        self._start("filter", None)
        self._start("search", None)

    def take(self, scanned: Scanned) -> Mode | None:
        """Take in a message; returns whose it is, None if it is of a scan that was dropped."""
        mode = next((mode for mode, found in self._scans.items() if found is scanned.of), None)
        if mode is None:
            return None
        scanned.of.add(scanned.part)
        if scanned.finished:
            self._running.pop(mode, None)
            if scanned.complete:
                self._go_on(mode)
        return mode

    def _start(self, mode: Mode, conditions: tuple[Condition, ...] | None, here: int = 0) -> None:
        self._scans.pop(mode, None)
        if cancel := self._running.pop(mode, None):
            cancel.cancel()
        if conditions is not None:
            self._scans[mode] = Scan(conditions, first=here, scanned=here)
            self._go_on(mode)

    def _go_on(self, mode: Mode) -> None:
        found = self._scans[mode]
        if mode in self._running or not found.left(self._count):
            return
        cancel = self._running[mode] = CancelToken()
        begun, last = replace(found, seqs=array("Q")), self._count
        self._run(lambda: self._look(found, begun, last, cancel))

    def _look(self, found: Scan, begun: Scan, last: int, cancel: CancelToken) -> None:
        """Go on with a scan.

        Args:
            found: it belongs to the UI thread; told in what is posted.
            begun: a copy, without what was found before.
            last: the last line's sequence number.
            cancel: ends it.
        """
        news = Part(array("Q"), array("Q"), begun.first, begun.scanned)
        reported, problem = time.monotonic(), ""
        try:
            for part in scan(self._book, self._job_id, begun, last, cancel):
                news = news.then(part)
                if time.monotonic() - reported > _REPORT_SECONDS:
                    self._post(Scanned(found, news))
                    news, reported = news.nothing(), time.monotonic()
        except Cancelled:
            return
        except RunBookError as error:
            problem = str(error)
        self._post(Scanned(found, news, True, not problem, problem))
