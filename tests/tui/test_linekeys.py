"""The line of keys follows what one is doing: keys of a search, a filter, a crosshair come first, idle ones go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state
from tests.tui.cockpits import cockpit, cockpit_app, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.linekeys import chart_keys, log_keys
from tui.widgets.chart_pane import ChartPane
from tui.widgets.log_pane import LogPane

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services


@pytest.fixture
def ended(services: Services, home: Path) -> Services:
    """A job has ended, with a curve."""
    jobs = home / "jobs"
    for epoch in range(8):
        write_log(jobs / "ic-a", f"Epoch[{epoch}] Validation-accuracy=0.{epoch}\n")
    write_state(jobs / "ic-a", Status.COMPLETED, "Completed", ended=STARTED + 754)
    services.book.add_job(JobKey("local", "", "", "ic-a"), spec=None, created=STARTED)
    return replace(services, engine=FileEngine(jobs))


def line(pilot: Pilot[None]) -> str:
    return screen_text(pilot)[-1].strip()


def test_a_log_at_its_end_has_nothing_to_follow() -> None:
    keys = log_keys(searched=False, matched=False, filtered=False, following=True, running=False)
    assert keys.idle == ("log.follow",)
    assert keys.first == ("log.search", "log.filter")


def test_the_end_of_a_log_that_grows_no_more_is_not_followed() -> None:
    assert log_keys(searched=False, matched=False, filtered=True, following=False, running=False).called
    keys = log_keys(searched=False, matched=False, filtered=True, following=False, running=True)
    assert not keys.called
    assert keys.first[0] == "log.clear"


def test_what_was_not_found_has_no_next_match() -> None:
    keys = log_keys(searched=True, matched=False, filtered=False, following=True, running=True)
    assert keys.first == ("log.clear", "log.search", "log.filter")
    keys = log_keys(searched=True, matched=True, filtered=False, following=True, running=True)
    assert keys.first[:2] == ("log.next", "log.previous")


def test_without_a_crosshair_there_is_no_point_to_go_from() -> None:
    assert chart_keys(crossed=False, zoomed=False).idle == ("chart.whole", "chart.line")
    assert chart_keys(crossed=False, zoomed=True).first == ("chart.whole",)


async def test_the_line_follows_search_filter_and_crosshair(ended: Services) -> None:
    async with cockpit_app(ended).run_test(size=(60, 20)) as pilot:
        await pilot.press("3")
        await settle(pilot, lambda: "best 0.7000 @ 7" in text(pilot, ChartPane), "the curve")
        await settle(pilot, lambda: line(pilot).startswith("x crosshair  w smooth"), "keys of the chart")
        await pilot.press("x")
        await settle(
            pilot, lambda: line(pilot).startswith("←→ point  enter log line  esc drop"), "the crosshair"
        )
        await pilot.press("5")
        await settle(pilot, lambda: line(pilot).startswith("/ search  f filter  a time"), "keys of the log")
        await pilot.press("slash", *"Epoch", "enter")
        await settle(
            pilot, lambda: line(pilot).startswith("n next  N previous  esc drop  / search"), "the search"
        )
        await pilot.press("escape", "slash", *"nowhere", "enter")
        await settle(pilot, lambda: line(pilot).startswith("esc drop  / search  f filter"), "no match")
        await pilot.press("escape", "f", *"0.5", "enter")
        await settle(pilot, lambda: line(pilot).startswith("esc drop  / search  f filter"), "the filter")


async def test_the_line_follows_the_row_of_the_form(services: Services) -> None:
    async with cockpit_app(services).run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await settle(pilot, lambda: line(pilot).startswith("enter edit  → next value  bksp"), "yes or no")
        await pilot.press("down")
        await settle(pilot, lambda: line(pilot).startswith("enter edit  bksp default  l launch"), "a number")
        await pilot.press("m", *["down"] * 9)
        await settle(pilot, lambda: line(pilot).startswith("enter edit  bksp default  v range"), "a range")


async def test_a_log_without_lines_offers_no_keys_of_its_own(services: Services, home: Path) -> None:
    write_state(home / "jobs" / "ic-b", Status.FAILED, "Failed", ended=STARTED + 1)
    services.book.add_job(JobKey("local", "", "", "ic-b"), spec=None, created=STARTED)
    services = replace(services, engine=FileEngine(home / "jobs"))
    async with cockpit_app(services).run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await settle(pilot, lambda: "ic-b" in screen_text(pilot)[0], "the job")
        await settle(pilot, lambda: line(pilot).startswith("l launch  j jobs"), "no keys of the log")


async def test_keys_that_can_do_nothing_say_so(ended: Services) -> None:
    async with cockpit_app(ended).run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        await settle(pilot, lambda: "Already full screen: all panes" in line(pilot), "why nothing happens")
        await pilot.press("n")
        await settle(pilot, lambda: line(pilot).startswith("Nothing is searched for: /"), "what is missing")


async def test_the_way_back_from_full_screen_is_in_the_line(ended: Services) -> None:
    async with cockpit_app(ended).run_test(size=(120, 40)) as pilot:
        await settle(pilot, lambda: "z full screen" in line(pilot), "the key")
        await pilot.press("5", "z")
        await settle(pilot, lambda: line(pilot).startswith("/ search  f filter  z all panes"), "the way back")


async def test_the_next_match_is_shown_where_the_log_was_hidden(ended: Services) -> None:
    async with cockpit_app(ended).run_test(size=(80, 24)) as pilot:
        await settle(pilot, lambda: cockpit(pilot).query_one(LogPane).reading is not None, "the log")
        await pilot.press("slash", *"Epoch", "enter", "3", "n")
        await settle(pilot, lambda: "of 8" in "\n".join(screen_text(pilot)), "the match")
