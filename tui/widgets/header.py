"""The first line: data set, where jobs run, the job and its status in words, and the one clock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from core.times import duration

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult, RenderResult
    from textual.timer import Timer

_CLOCK_WIDTH = 8


def status_mark(status: str, *, ascii_only: bool = False) -> tuple[str, str]:
    """A mark and a style for a status or stage in words: state is never colour alone."""
    marks = {
        "Completed": ("✓", "+", "$success"),
        "Failed": ("✗", "X", "$error"),
        "Stopped": ("■", "#", "$warning"),
        "Stopping": ("■", "#", "$warning"),
    }
    mark, plain, style = marks.get(status, ("●", "*", "$accent"))
    return plain if ascii_only else mark, style


def header_line(
    dataset: str, place: str, job: str, status: str, width: int, *, ascii_only: bool = False
) -> Content:
    """What the line says, data set left and job right; the job's name is cut before its status is.

    Args:
        dataset: name of the data set, or empty.
        place: where jobs run.
        job: the job's name, or empty.
        status: its status or stage in words, or empty.
        width: cells.
    """
    between = " - " if ascii_only else " · "
    mark, style = status_mark(status, ascii_only=ascii_only)
    said = Content.assemble((f"{mark} {status}", f"{style} bold")) if status else Content("no job")
    left = Content.assemble(
        ("trainscope", "bold $accent"), "  ", between.join(filter(None, (dataset, place)))
    )
    room = width - said.cell_length - 1
    name = Content(job).truncate(max(0, room - 12), ellipsis=not ascii_only)
    left = left.truncate(max(0, room - name.cell_length - 3), ellipsis=not ascii_only)
    gap = max(1, width - left.cell_length - name.cell_length - said.cell_length - 2)
    return Content.assemble(left, " " * gap, name, "  " if job else "", said)


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
        ascii_only: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(id=id)
        self._line = HeaderLine(ascii_only=ascii_only)
        self._clock = Clock(now)

    def compose(self) -> ComposeResult:
        """The line and the clock."""
        yield self._line
        yield self._clock

    def show(
        self,
        dataset_name: str,
        place: str,
        job_name: str,
        status: str,
        elapsed: float | None,
        *,
        ticking: bool = False,
    ) -> None:
        """Show these facts; only what differs is repainted.

        Args:
            dataset_name: cleaned name of the data set, or empty while there is none.
            place: the engine's `capabilities.place`.
            job_name: the job's name, or empty.
            status: its stage while it runs, then its status; empty without a job.
            elapsed: seconds since the job was created, or until it ended.
            ticking: whether the clock goes on by itself: while the job runs.
        """
        self._line.show((dataset_name, place, job_name, status))
        self._clock.show(elapsed, ticking=ticking)


class HeaderLine(Widget):
    """The words of the header."""

    def __init__(self, *, ascii_only: bool) -> None:
        super().__init__()
        self._ascii = ascii_only
        self._words = ("", "", "", "")

    def show(self, words: tuple[str, str, str, str]) -> None:
        """Data set, place, job, status."""
        if words != self._words:
            self._words = words
            self.refresh()

    def render(self) -> RenderResult:
        """The line."""
        return header_line(*self._words, self.size.width - 1, ascii_only=self._ascii)
