"""An event is announced once: toast, bell, desktop, command; each harmless whatever stands in the facts."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App
from textual.screen import Screen

from core.attention.events import ended, found, refused
from core.config import NotifySettings
from core.finding import Finding
from core.job.status import JobKey, JobState, Status
from core.runs import Record, RunBook
from core.update import Trouble
from tests.tui.panes import until
from tests.tui.test_clipboard import terminal_output
from tui.newsmessages import EventClaimed
from tui.notify import Attention

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.attention.event import Event

RECORD = Record(1, JobKey("local", "", "", "ic-flowers-1"), created=0.0)
FAILED = ended(
    RECORD, JobState(Status.FAILED, "Failed", failure_reason="bad [/x] \x1b]0;x\x07photo"), None, None
)
FLAT = found(RECORD, Finding("warning", "plateau", "no gain", why="", fix=""), None, None, None)
EXPIRED = refused(RECORD, Trouble("expired", "", 0.0, 1.0, 4, credentials=True), None)
QUIET = NotifySettings(bell=False, desktop=False)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    book = RunBook.open(tmp_path / "runs.sqlite")
    yield book
    book.close()


class Hearing(Screen[None]):
    """A screen with nothing but attention."""

    def __init__(self, settings: NotifySettings, book: RunBook) -> None:
        super().__init__()
        self.attention = Attention(self, settings, book)
        self.heard: list[tuple[str, bool]] = []

    def on_event_claimed(self, message: EventClaimed) -> None:
        """As the cockpit does."""
        self.heard.append((message.event.name, message.first))
        self.attention.claimed(message)


class HearingApp(App[None]):
    """The program around it."""

    def __init__(self, settings: NotifySettings, book: RunBook) -> None:
        super().__init__()
        self.hearing = Hearing(settings, book)

    def get_default_screen(self) -> Hearing:
        """The one screen."""
        return self.hearing

    @property
    def toasts(self) -> list[str]:
        """The titles of those that show."""
        return sorted(toast.title for toast in self._notifications)


async def told(app: HearingApp, pilot: Any, *events: Event) -> list[str]:
    """The toasts after these events, each announced when the one before was claimed."""
    for event in events:
        app.hearing.attention.announce(event)
        await claims(app, pilot, len(app.hearing.heard) + 1)
    return app.toasts


async def claims(app: HearingApp, pilot: Any, count: int) -> None:
    """Wait until so many events are claimed."""
    await until(pilot, lambda: len(app.hearing.heard) >= count, f"{count} claims")


async def test_a_second_program_tells_of_an_end_and_not_of_a_finding(book: RunBook) -> None:
    first, second = HearingApp(QUIET, book), HearingApp(QUIET, book)
    async with first.run_test(notifications=True) as pilot:
        assert await told(first, pilot, FAILED, FLAT) == ["Job failed", "Plateau"]
    async with second.run_test(notifications=True) as pilot:
        assert await told(second, pilot, FAILED, FLAT) == ["Job failed"]
    assert first.hearing.heard == [("failed", True), ("finding", True)]
    assert second.hearing.heard == [("failed", False), ("finding", False)]


async def test_one_program_announces_what_it_sees_again_and_again_once(book: RunBook) -> None:
    app = HearingApp(QUIET, book)
    async with app.run_test(notifications=True) as pilot:
        app.hearing.attention.announce(FLAT)
        app.hearing.attention.announce(FLAT)
        await claims(app, pilot, 1)
        assert await told(app, pilot, EXPIRED, EXPIRED) == ["Credentials need renewing"] * 2 + ["Plateau"]
        assert [name for name, _ in app.hearing.heard].count("finding") == 1
        assert [first for name, first in app.hearing.heard if name == "credentials"] == [True, False]


async def test_what_is_not_wanted_is_not_announced_and_left_to_others(book: RunBook) -> None:
    app = HearingApp(replace(QUIET, events={"finding": ()}), book)
    async with app.run_test(notifications=True) as pilot:
        app.hearing.attention.announce(FLAT)
        assert await told(app, pilot, FAILED) == ["Job failed"]
    assert book.claim(FLAT.id)


async def test_the_command_is_run_by_the_first_only_and_its_failure_is_a_toast(
    book: RunBook, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    program = (
        "import os, sys; open(sys.argv[1], 'a').write(os.environ['TRAINSCOPE_EVENT'] + ';'); sys.exit(3)"
    )
    settings = replace(QUIET, command=(sys.executable, "-c", program, str(out)))
    first, second = HearingApp(settings, book), HearingApp(settings, book)
    async with first.run_test(notifications=True) as pilot:
        await told(first, pilot, FLAT)
        await until(pilot, lambda: first.toasts == ["Notification", "Plateau"], "the failure")
    async with second.run_test(notifications=True) as pilot:
        await told(second, pilot, FLAT, FAILED)
        await until(pilot, lambda: second.toasts == ["Job failed", "Notification"], "the failure")
    assert out.read_text() == "finding;failed;"


def test_the_terminal_gets_title_bell_and_both_notifications_once(home: Path) -> None:
    out = terminal_output("announce")
    assert out.count(b"\x1b]9;trainscope: Job completed: ic-flowers-1") == 1
    assert out.count(b"\x1b]777;notify;trainscope: Job completed;ic-flowers-1") == 1
    title = b"\x1b[22;2t\x1b]2;ic-flowers-1: Training\x07"
    assert out.count(title) == out.count(b"ic-flowers-1: Training") == 1
    assert out.index(b"\x1b]2;\x07\x1b[23;2t") > out.index(title)
    assert re.sub(rb"\x1b\][^\x07]*\x07", b"", out).count(b"\x07") == 1


def test_in_tmux_the_notification_is_handed_on_and_the_title_is_the_panes(home: Path) -> None:
    out = terminal_output("announce", "osc9", TMUX="/tmp/x,1,0", TERM="tmux-256color")
    assert b"\x1bPtmux;\x1b\x1b]9;trainscope: Job completed" in out
    assert b"]777;" not in out
    assert b"\x1b[22;2t\x1b]2;ic-flowers-1: Training\x07" in out
