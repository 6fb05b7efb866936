"""The first line: data set, where jobs run, the job and its status in words, and the one clock."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from core.times import duration
from tui.widgets.job_name import job_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult, RenderResult
    from textual.timer import Timer

_CLOCK_WIDTH = 8
_LEAST_NAME = 8
"""Cells below which a cut name says nothing."""


def status_mark(status: str) -> tuple[str, str]:
    """A mark and a style for a status or stage in words: state is never colour alone."""
    marks = {
        "Completed": ("✓", "$success"),
        "Failed": ("✗", "$error"),
        "Stopped": ("■", "$warning"),
        "Stopping": ("■", "$warning"),
    }
    return marks.get(status, ("●", "$accent"))


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the first line says; everything cleaned.

    Args:
        dataset: name of the data set, or empty while there is none.
        place: where jobs run.
        job: the job's name, or empty.
        status: its stage while it runs, then its status; empty without a job.
        detail: how far it is or what came of it, or empty.
        read_only: whether nothing may be started or stopped.
        replay: how a recorded run is played; empty if none is. It is read-only, too.
        endpoints: how many are up and what they have cost, from long to short; empty while none is.
    """

    dataset: str = ""
    place: str = ""
    job: str = ""
    status: str = ""
    detail: str = ""
    read_only: bool = False
    replay: str = ""
    endpoints: tuple[str, ...] = ()


def header_line(facts: HeaderFacts, width: int) -> Content:
    """Data set left, status right, the job between; without a data set the job stands left.

    What has no room goes in turn: program, place, data set, most of the name, detail. What endpoints
    cost outlives all of them in its shortest form, and is never longer than leaves the name whole.

    Args:
        facts: what to say.
        width: cells.
    """
    mark, style = status_mark(facts.status)
    said = Content.styled(f"{mark} {facts.status}", f"{style} bold") if facts.status else Content("no job")
    if facts.replay or facts.read_only:
        said = Content.assemble((facts.replay or "read-only", "$warning"), "  ", said)
    meter = facts.endpoints[-1] if facts.endpoints else ""
    beside = len(meter) + 2 if meter and said.cell_length + len(meter) + 2 <= width else 0
    least = min(len(facts.job), _LEAST_NAME) + 2 if facts.job else 0
    if facts.detail and said.cell_length + len(facts.detail) + 1 + beside + least <= width:
        said = Content.assemble(said, " ", facts.detail)
    if beside:
        free = width - said.cell_length - len(facts.job) - 4
        meter = next((form for form in facts.endpoints if len(form) <= free), meter)
        said = Content.assemble((meter, "$warning"), "  ", said)
    room = max(0, width - said.cell_length - 2)
    name = job_name(facts.job, room)
    room = max(0, room - name.cell_length - (2 if facts.job else 0))
    where = Content(" · ".join(filter(None, (facts.dataset, facts.place))))
    program = Content.styled("trainscope", "bold $accent")
    short = Content(facts.dataset).truncate(room, ellipsis=True) if room >= _LEAST_NAME else Content("")
    lefts = (Content.assemble(program, "  ", where), where, short)
    left = next(text for text in lefts if text.cell_length <= room)
    gap = " " * max(
        0, width - left.cell_length - name.cell_length - said.cell_length - (2 if facts.job else 0)
    )
    between = "  " if facts.job else ""
    if not left:
        return Content.assemble(name, between, gap, said)
    return Content.assemble(left, gap, name, between, said)


class Clock(Widget):
    """Elapsed time in a box of fixed size: a tick repaints these cells and no others."""

    DEFAULT_CSS = f"""
    Clock {{ width: {_CLOCK_WIDTH}; height: 1; text-align: right; }}
    """

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self._since: float | None = None
        self._text = ""
        self._timer: Timer | None = None

    def show(self, elapsed: float | None, *, ticking: bool) -> None:
        """Show this many seconds; None is blank. Ticks once a second only if asked to."""
        self._since = self._now() - elapsed if elapsed is not None else None
        if self._timer is not None and not (ticking and elapsed is not None):
            self._timer.stop()
            self._timer = None
        elif self._timer is None and ticking and elapsed is not None:
            self._timer = self.set_interval(1.0, self._tick)
        self._tick()

    def render(self) -> RenderResult:
        """The time."""
        return Content(self._text)

    def _tick(self) -> None:
        text = duration(self._now() - self._since)[-_CLOCK_WIDTH:] if self._since is not None else ""
        if text != self._text:
            self._text = text
            self.refresh()


class StatusHeader(Widget):
    """One line over the panes."""

    DEFAULT_CSS = """
    StatusHeader { height: 1; dock: top; layout: horizontal; padding: 0 1; }
    StatusHeader HeaderLine { width: 1fr; height: 1; }
    """

    def __init__(
        self,
        *,
        id: str | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(id=id)
        self._line = HeaderLine()
        self._clock = Clock(now)

    def compose(self) -> ComposeResult:
        """The line and the clock."""
        yield self._line
        yield self._clock

    def show(self, facts: HeaderFacts, elapsed: float | None, *, ticking: bool = False) -> None:
        """Show these facts; only what differs is repainted.

        Args:
            facts: the words.
            elapsed: seconds since the job was created, or until it ended.
            ticking: whether the clock goes on by itself: while the job runs.
        """
        self._line.show(facts)
        self._clock.show(elapsed, ticking=ticking)


class HeaderLine(Widget):
    """The words of the header."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = HeaderFacts()

    def show(self, facts: HeaderFacts) -> None:
        """Repaints only if something differs."""
        if facts != self._facts:
            self._facts = facts
            self.refresh()

    def render(self) -> RenderResult:
        """The line."""
        return header_line(self._facts, self.size.width - 1)
