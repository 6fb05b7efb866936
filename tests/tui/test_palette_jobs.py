"""The newest jobs are among the commands of the palette, whatever they are called."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_state
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, ready
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.palette import NEWEST
from tui.screens.cockpit import Cockpit

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services

HOSTILE = "ic-[/red][b\x1b]52;c;QQ==\x07"


@pytest.fixture
def with_jobs(services: Services, home: Path) -> Services:
    """More jobs than are offered; the newest one is called something evil."""
    for number in range(NEWEST + 2):
        name = f"ic-{number:02}"
        write_state(home / "jobs" / name, Status.COMPLETED, "Completed")
        services.book.add_job(JobKey("local", "", "", name), spec=None, created=STARTED + number)
    services.book.add_job(JobKey("local", "", "", HOSTILE), spec=None, created=STARTED + 100)
    return replace(services, engine=FileEngine(home / "jobs"))


def listed(pilot: Pilot[None]) -> str:
    return "\n".join(screen_text(pilot)[4:])


async def test_a_job_that_is_typed_and_taken_is_shown_from_any_page(with_jobs: Services) -> None:
    async with cockpit_app(with_jobs).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("question_mark", "ctrl+p", *"job 07")
        await settle(pilot, lambda: "Job: ic-07" in listed(pilot), "the job to be found")
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, Cockpit), "the cockpit")
        await settle(pilot, lambda: cockpit(pilot).watching.name == "ic-07", "the job to be shown")


async def test_names_are_shown_as_they_are(with_jobs: Services) -> None:
    async with cockpit_app(with_jobs).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+p", *"[/red]")
        await settle(pilot, lambda: "Job: ic-[/red][b" in listed(pilot), "the evil name")
        (line,) = (row for row in screen_text(pilot) if "Job: ic-[/red][b" in row)
        assert "\x1b" not in line
        await pilot.press("escape", "ctrl+p", *"ic-01")
        await settle(pilot, lambda: "No matches found" in listed(pilot), "the old job not to be found")
