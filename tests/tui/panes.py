"""What the pane tests share: an app with one pane, a real run book with a job in it, waiting for the screen."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult

from core.engine.base import LogLine
from core.job.status import JobKey
from core.runs import RunBook
from tui.themes import load_themes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.geometry import Region
    from textual.pilot import Pilot
    from textual.widget import Widget

    from core.runs import Record

T0 = 1_764_000_000.0
"""Some moment in November 2025, epoch seconds."""


class PaneApp(App[None]):
    """One pane, as wide and high as the terminal, in one of the program's themes."""

    CSS = ".pane { border: round $border-blurred; padding: 0 1; height: 1fr; } .pane:focus { border: round $accent; }"

    def __init__(self, pane: Widget, theme: str = "trainscope", folder: Path | None = None) -> None:
        super().__init__()
        self.pane = pane
        from pathlib import Path as RealPath

        for known in load_themes(folder or RealPath("no-such-folder"), environ={}).themes:
            self.register_theme(known)
        self.theme = theme

    def compose(self) -> ComposeResult:
        """The pane alone."""
        yield self.pane

    def on_mount(self) -> None:
        """The pane has the focus, as after tab."""
        if self.pane.can_focus:
            self.pane.focus()


def book_with_job(folder: Path) -> tuple[RunBook, Record]:
    """A new run book with one job."""
    book = RunBook.open(folder / "runs.db")
    record = book.add_job(JobKey("local", "", "", "ic-flowers-1123-2219-kq7d"), spec=None, created=T0)
    return book, record


def store(book: RunBook, record: Record, texts: Sequence[str], *, stream: str = "local") -> int:
    """Store lines, one a second; returns how many the job has now."""
    done = book.line_count(record.id)
    lines = [
        LogLine(f"{stream}-{done + number}", stream, T0 + done + number, text)
        for number, text in enumerate(texts)
    ]
    cursor = book.cursor(record.id)
    assert book.store(record.id, old_cursor=cursor, cursor=f"{done + len(lines)}", lines=lines)
    return book.line_count(record.id)


def screen_text(pilot: Pilot[None]) -> list[str]:
    """The rows of the screen as they are drawn."""
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def content_text(pilot: Pilot[None], widget: Widget) -> list[str]:
    """The rows of a widget's inside as they are drawn, without blanks at their ends."""
    region: Region = widget.content_region
    rows = screen_text(pilot)[region.y : region.bottom]
    return [row[region.x : region.right].rstrip() for row in rows]


async def until(pilot: Pilot[None], condition: Callable[[], bool], what: str = "the condition") -> None:
    """Let the app run until the condition holds."""
    deadline = time.monotonic() + 20
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain for {what}; the screen:\n" + "\n".join(screen_text(pilot)))
        await pilot.pause()
        await asyncio.sleep(0.01)
