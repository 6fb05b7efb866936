"""Notifications are found by the key bar, shown, switched and tested within the program."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.attention.events import ended
from core.config import NotifySettings
from core.job.status import JobKey, JobState, Status
from core.runs import Record
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, ready, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.newsmessages import EventClaimed
from tui.notify import Told
from tui.screens.notify_page import NotifyPage
from tui.screens.page import PageRows
from tui.widgets.notify_draw import Ways, notify_rows

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services

RECORD = Record(1, JobKey("local", "", "", "ic-[/x]flowers"), created=0.0)
DONE = ended(RECORD, JobState(Status.COMPLETED, "Completed"), None, None)
ALL = Ways(
    NotifySettings(command=("true",), events={"finding": ("bell",), "stopped": ()}),
    ("OSC 9", "OSC 777"),
    tmux=False,
    has_command=True,
    keys=("1", "2", "3"),
    test_key="enter",
)


def drawn(ways: Ways, *told: Told, width: int = 116) -> str:
    return "\n".join(row.plain for row in notify_rows(ways, told, "", width))


def with_notify(services: Services, settings: NotifySettings, *, read_only: bool = False) -> Services:
    return replace(services, settings=replace(services.settings, notify=settings), read_only=read_only)


async def page(pilot: Pilot[None]) -> None:
    await pilot.press("A")
    await settle(pilot, lambda: isinstance(pilot.app.screen, NotifyPage), "the page")


@pytest.mark.parametrize("keys", [("j",), ("question_mark",)])
async def test_it_is_reached_from_other_pages(services: Services, keys: tuple[str, ...]) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await pilot.press(*keys)
        before = pilot.app.screen
        assert before is not cockpit(pilot)
        await page(pilot)
        await pilot.press("A", "escape")
        assert pilot.app.screen is before


def test_each_event_says_by_which_ways_it_goes() -> None:
    rows = drawn(ALL).splitlines()
    assert any(row.endswith("ended well: message, bell, desktop, command") for row in rows)
    assert any(row.endswith("foreseen: message, bell") for row in rows)
    assert any(row.endswith("by anybody: not announced") for row in rows)


def test_what_is_on_is_said_in_words() -> None:
    quiet = replace(ALL, settings=NotifySettings(bell=False, desktop=False), sequences=(), has_command=False)
    states = [row.split()[:3] for row in drawn(quiet).splitlines()]
    assert states[2:5] == [["1", "bell", "off"], ["2", "desktop", "off"], ["3", "command", "off"]]


def test_the_newest_stands_first_and_names_are_not_markup() -> None:
    failed = ended(RECORD, JobState(Status.FAILED, "Failed"), None, None)
    rows = drawn(ALL, Told(DONE, 0.0, first=True), Told(failed, 1.0, first=False)).splitlines()[-2:]
    assert "Job failed · ic-[/x]flowers (shown only: another trainscope" in rows[0]
    assert "Job completed · ic-[/x]flowers" in rows[1]


@pytest.mark.parametrize("width", [20, 56, 76, 196])
def test_no_row_is_wider_than_the_page(width: int) -> None:
    rows = notify_rows(ALL, [Told(DONE, 0.0, first=False)], "12:00:00  test sent: message", max(40, width))
    assert max(row.cell_length for row in rows) <= max(40, width)


def test_in_tmux_it_says_what_tmux_needs() -> None:
    assert "OSC 777; tmux hands it on with allow-passthrough on" in drawn(replace(ALL, tmux=True))


async def test_the_switches_hold_for_what_is_announced_from_then_on(services: Services) -> None:
    quiet = NotifySettings(bell=False, desktop=False)
    async with cockpit_app(with_notify(services, quiet)).run_test(size=WIDE) as pilot:
        await page(pilot)
        await pilot.press("1", "2")
        settings = cockpit(pilot).attention.settings
        assert (settings.bell, settings.desktop) == (True, True)
        assert "1  bell     on" in text(pilot, PageRows)
        await pilot.press("1", "2", "escape")
        assert cockpit(pilot).attention.settings == quiet


async def test_a_test_goes_all_ways_and_says_which(services: Services, tmp_path: Path) -> None:
    out = tmp_path / "out"
    program = "import os, sys; open(sys.argv[1], 'w').write(os.environ['TRAINSCOPE_EVENT'])"
    settings = NotifySettings(command=(sys.executable, "-c", program, str(out)), events={"finding": ()})
    async with cockpit_app(with_notify(services, settings)).run_test(size=WIDE, notifications=True) as pilot:
        await page(pilot)
        await pilot.press("enter")
        await settle(
            pilot, lambda: "test sent: message, bell, command" in text(pilot, PageRows), "what was sent"
        )
        await settle(pilot, lambda: out.exists() and out.read_text() == "test", "the command")
        assert any("calls you back" in row for row in screen_text(pilot))


async def test_under_read_only_a_test_runs_no_command(services: Services, tmp_path: Path) -> None:
    settings = NotifySettings(command=("touch", str(tmp_path / "out")))
    async with cockpit_app(with_notify(services, settings, read_only=True)).run_test(size=WIDE) as pilot:
        await page(pilot)
        await pilot.press("enter")
        await settle(pilot, lambda: "test sent: message, bell" in text(pilot, PageRows), "what was sent")
        assert "bell, command" not in text(pilot, PageRows).partition("What is")[0]


async def test_what_was_announced_is_listed(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        cockpit(pilot).attention.claimed(EventClaimed(DONE, first=True))
        await page(pilot)
        assert "Job completed · ic-[/x]flowers" in text(pilot, PageRows)
