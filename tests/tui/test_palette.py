"""The palette offers every key that applies where the focus is, and runs it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual._callback import invoke

from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_state
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, ready, reviewed, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.keys import KEYS
from tui.layout import PANES
from tui.screens.help import HelpPage
from tui.screens.jobs import JobsScreen
from tui.screens.page import PageRows
from tui.widgets.choice_rows import ChoiceRows
from tui.widgets.form_pane import FormPane
from tui.widgets.job_pane import JobPane
from tui.widgets.photo_wall import PhotoWall

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot
    from textual.widget import Widget

    from tui.keys import Where
    from tui.services import Services

NOT_OFFERED = {"palette"}
"""It is open already."""
KEY_NAMES = {" ": "space"}


def offered(pilot: Pilot[None]) -> set[str]:
    """The sentences of the palette, without the themes and the switch for slow connections."""
    commands = pilot.app.get_system_commands(pilot.app.screen)
    return {command.title for command in commands if not command.title.startswith(("Theme: ", "Draw less"))}


def keys_of(*places: Where, writes: bool = True) -> set[str]:
    return {
        row.help
        for row in KEYS
        if row.where in places and row.id not in NOT_OFFERED and (writes or not row.writes)
    }


@pytest.fixture
def with_a_job(services: Services, home: Path) -> Services:
    """A job runs, and is in the run book."""
    write_state(home / "jobs" / "ic-a", Status.IN_PROGRESS, "Training")
    services.book.add_job(JobKey("local", "", "", "ic-a"), spec=None, created=STARTED)
    return replace(services, engine=FileEngine(home / "jobs"))


async def open_list(pilot: Pilot[None]) -> None:
    await settle(pilot, lambda: "Training" in text(pilot, JobPane), "the running job")
    await pilot.press("j")
    await settle(pilot, lambda: any("● Training" in row for row in screen_text(pilot)), "the list")


@pytest.mark.parametrize("writes", [True, False])
async def test_in_the_cockpit_its_keys_and_those_of_the_pane(with_a_job: Services, writes: bool) -> None:
    services = replace(with_a_job, read_only=not writes)
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "Training" in text(pilot, JobPane), "the running job")
        for key, pane in zip("12345", PANES, strict=True):
            await pilot.press(key)
            assert offered(pilot) == keys_of("cockpit", "everywhere", pane, writes=writes), pane


@pytest.mark.parametrize("writes", [True, False])
async def test_in_the_list_of_jobs(with_a_job: Services, writes: bool) -> None:
    services = replace(with_a_job, read_only=not writes)
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await open_list(pilot)
        assert offered(pilot) == keys_of("jobs", "page", "everywhere", writes=writes)


async def test_on_the_review(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await reviewed(pilot, "Ready")
        assert offered(pilot) == keys_of("review", "rows", "page", "everywhere")


@pytest.mark.parametrize(
    ("keys", "rows", "places"),
    [
        (("question_mark",), PageRows, ("help", "rows")),
        (("1", "enter"), ChoiceRows, ("overview",)),
        (("1", "enter", "enter"), PhotoWall, ("photos",)),
    ],
)
async def test_on_pages(
    services: Services, keys: tuple[str, ...], rows: type[Widget], places: tuple[Where, ...]
) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press(*keys)
        await settle(pilot, lambda: bool(pilot.app.screen.query(rows)), "the page")
        assert offered(pilot) == keys_of(*places, "page", "everywhere")


async def test_every_theme_is_offered(services: Services) -> None:
    app = cockpit_app(services)
    async with app.run_test(size=WIDE) as pilot:
        titles = {command.title for command in app.get_system_commands(pilot.app.screen)}
    assert {f"Theme: {name}" for name in ("trainscope", "light", "colour-blind-safe", "terminal")} <= titles


async def test_a_changed_key_is_the_one_it_tells(services: Services) -> None:
    app = cockpit_app(replace(services, keymap={"jobs.open": "K"}))
    async with app.run_test(size=WIDE) as pilot:
        told = {command.title: command.help for command in app.get_system_commands(pilot.app.screen)}
    (row,) = (row for row in KEYS if row.id == "jobs.open")
    assert told[row.help].split()[0] == "K"


@pytest.mark.parametrize(("typed", "screen"), [("list all jobs", JobsScreen), ("show all keys", HelpPage)])
async def test_what_is_typed_and_taken_is_done(services: Services, typed: str, screen: type) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+p", *(KEY_NAMES.get(char, char) for char in typed))
        await settle(
            pilot,
            lambda: any(typed in row.lower() for row in screen_text(pilot)[4:]),
            "the command to be found",
        )
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, screen), "the screen")


async def test_a_command_of_a_pane_reaches_the_pane(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        form = cockpit(pilot).query_one(FormPane)
        await pilot.press("2")
        first = form.marked
        (down,) = (
            command
            for command in pilot.app.get_system_commands(pilot.app.screen)
            if command.title == "Go to the row below"
        )
        await invoke(down.callback)
        assert form.marked != first
