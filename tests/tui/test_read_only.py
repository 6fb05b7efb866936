"""Read-only: nothing is launched or stopped, and who tries is told so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_state
from tests.tui.cockpits import WIDE, cockpit_app, ready, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.screens.cockpit import Cockpit
from tui.screens.jobs import JobsScreen
from tui.widgets.job_pane import JobPane
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services


@pytest.fixture
def engine(home: Path) -> FileEngine:
    """One job runs."""
    write_state(home / "jobs" / "ic-a", Status.IN_PROGRESS, "Training")
    return FileEngine(home / "jobs")


@pytest.fixture
def read_only(services: Services, engine: FileEngine) -> Services:
    """Services that let nobody start or stop anything; the run book knows the running job."""
    services.book.add_job(JobKey("local", "", "", "ic-a"), spec=None, created=STARTED)
    return replace(services, engine=engine, read_only=True)


async def told_so(pilot: Pilot[None]) -> None:
    await settle(pilot, lambda: any("Read-only" in row for row in screen_text(pilot)), "the word read-only")


async def test_launch_only_says_why_not(read_only: Services) -> None:
    async with cockpit_app(read_only).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await told_so(pilot)
        assert isinstance(pilot.app.screen, Cockpit)
        assert [record.key.name for record in read_only.book.jobs()] == ["ic-a"]


async def test_stop_in_the_cockpit_only_says_why_not(read_only: Services, engine: FileEngine) -> None:
    async with cockpit_app(read_only).run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "Training" in text(pilot, JobPane), "the running job")
        await pilot.press("s")
        await told_so(pilot)
        assert not pilot.app.screen.query_one(StopPrompt).display
        await pilot.press("y")
    assert engine.describe("ic-a").status is Status.IN_PROGRESS


async def test_stop_in_the_list_of_jobs_only_says_why_not(read_only: Services, engine: FileEngine) -> None:
    async with cockpit_app(read_only).run_test(size=WIDE, notifications=True) as pilot:
        await pilot.press("j")
        await settle(pilot, lambda: any("Training" in row for row in screen_text(pilot)), "the running job")
        assert isinstance(pilot.app.screen, JobsScreen)
        await pilot.press("s")
        await told_so(pilot)
        assert not pilot.app.screen.query_one(StopPrompt).display
        await pilot.press("y")
    assert engine.describe("ic-a").status is Status.IN_PROGRESS
