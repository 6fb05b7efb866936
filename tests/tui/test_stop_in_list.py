"""A job is stopped from the list of jobs: after a question, on yes alone, and only while it runs."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.job.status import Status
from tests.core.fileengine import FileEngine, write_state
from tests.tui.cockpits import WIDE, cockpit_app
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.screens.jobs import JobsScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services

QUESTION = "Stop ic-a?"


@pytest.fixture
def jobs(home: Path) -> Path:
    """A folder with one job that runs."""
    write_state(home / "jobs" / "ic-a", Status.IN_PROGRESS, "Training")
    return home / "jobs"


@asynccontextmanager
async def the_list(services: Services, jobs: Path, shows: str) -> AsyncIterator[Pilot[None]]:
    """The list of jobs, once it shows the text."""
    app = cockpit_app(replace(services, engine=FileEngine(jobs)))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await pilot.press("j")
        await says(pilot, shows)
        assert isinstance(pilot.app.screen, JobsScreen)
        yield pilot


async def says(pilot: Pilot[None], words: str) -> None:
    await settle(pilot, lambda: words in "\n".join(screen_text(pilot)), words)


async def test_no_leaves_it_running(services: Services, jobs: Path) -> None:
    async with the_list(services, jobs, "● Training") as pilot:
        await pilot.press("s")
        await says(pilot, QUESTION)
        await pilot.press("n")
        await settle(pilot, lambda: QUESTION not in "\n".join(screen_text(pilot)), "the question to go")
        assert isinstance(pilot.app.screen, JobsScreen)
    assert FileEngine(jobs).describe("ic-a").status is Status.IN_PROGRESS


async def test_yes_stops_it_and_the_list_shows_so(services: Services, jobs: Path) -> None:
    async with the_list(services, jobs, "● Training") as pilot:
        await pilot.press("s")
        await says(pilot, QUESTION)
        await pilot.press("y")
        await says(pilot, "■ Stopped")
        assert QUESTION not in "\n".join(screen_text(pilot))
    assert FileEngine(jobs).describe("ic-a").status is Status.STOPPED


async def test_one_that_has_ended_is_not_asked_about(services: Services, jobs: Path) -> None:
    write_state(jobs / "ic-a", Status.COMPLETED, "Completed")
    async with the_list(services, jobs, "✓ Completed") as pilot:
        await pilot.press("s")
        await says(pilot, "ic-a has ended already")
        assert QUESTION not in "\n".join(screen_text(pilot))
    assert FileEngine(jobs).describe("ic-a").status is Status.COMPLETED


async def test_a_stop_that_fails_says_why(services: Services, jobs: Path) -> None:
    async with the_list(services, jobs, "● Training") as pilot:
        await pilot.press("s")
        await says(pilot, QUESTION)
        (jobs / "unreachable").touch()
        await pilot.press("y")
        await says(pilot, "Not stopped")
