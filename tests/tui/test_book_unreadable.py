"""A run book that cannot be read just when the cockpit starts or ends is a message, never a crash."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from core.job.status import JobKey
from tests.core.fileengine import STARTED, FileEngine
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, ready, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.parting import parting_note
from tui.widgets.job_pane import JobPane

if TYPE_CHECKING:
    from pathlib import Path

    from tui.services import Services

KEY = JobKey("local", "", "", "ic-a")


async def test_the_cockpit_starts_without_it_and_says_so(services: Services) -> None:
    services.book.add_job(KEY, spec=None, created=STARTED)
    services.book.close()
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await settle(pilot, lambda: any("Run book" in row for row in screen_text(pilot)), "the message")
        assert cockpit(pilot).watching.record is None


async def test_a_job_chosen_while_it_breaks_is_shown_with_what_is_wrong(
    services: Services, home: Path
) -> None:
    spec = {"resumes": True}
    record = services.book.add_job(KEY, spec=spec, created=time.time())
    services.book.close()
    async with cockpit_app(replace(services, engine=FileEngine(home / "jobs"))).run_test(size=WIDE) as pilot:
        await ready(pilot)
        cockpit(pilot).jobs.show(record)
        await settle(pilot, lambda: "closed" in text(pilot, JobPane), "what is wrong with the book")
        assert cockpit(pilot).watching.name == "ic-a"


def test_who_leaves_is_told_that_it_cannot_be_known_what_goes_on(services: Services) -> None:
    services.book.add_job(KEY, spec=None, created=STARTED)
    assert parting_note(services.book) == "ic-a: still running. Come back with: trainscope"
    services.book.close()
    assert parting_note(services.book).startswith("Jobs and endpoints go on as they are. ")
    assert "closed" in parting_note(services.book)
