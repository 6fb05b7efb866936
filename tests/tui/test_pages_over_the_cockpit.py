"""While a page is open, the cockpit below it goes on taking in what happens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, ready, reviewed, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.messages import DataSetSeen
from tui.screens.review import ReviewPage
from tui.widgets.chart_pane import ChartPane
from tui.widgets.dataset_draw import DataSetView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress, Review
    from core.job.spec import JobSpec
    from tui.services import Services


@pytest.fixture
def watched(services: Services, home: Path) -> Services:
    """The same with a job that runs."""
    jobs = home / "jobs"
    write_state(jobs / "ic-a", Status.IN_PROGRESS, "Training")
    write_log(jobs / "ic-a", "Epoch[0] Validation-accuracy=0.25\n")
    services.book.add_job(JobKey("local", "", "", "ic-a"), spec=None, created=STARTED)
    return replace(services, engine=FileEngine(jobs))


@pytest.mark.parametrize("key", ["question_mark", "j"])
async def test_news_that_came_under_a_page_shows_when_it_is_closed(
    watched: Services, home: Path, key: str
) -> None:
    async with cockpit_app(watched).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        screen = cockpit(pilot)
        await settle(pilot, lambda: "0.2500" in text(pilot, ChartPane), "the first point")
        await pilot.press(key)
        await settle(pilot, lambda: pilot.app.screen is not screen, "the page")
        write_log(home / "jobs" / "ic-a", "Epoch[1] Validation-accuracy=0.75\n")
        job = watched.book.jobs()[0].id
        await settle(pilot, lambda: len(watched.book.points(job)) == 2, "the follower")
        await pilot.press("escape")
        await settle(
            pilot, lambda: any("best 0.7500 @ 1" in row for row in screen_text(pilot)), "the new point drawn"
        )


async def test_an_end_is_announced_also_while_a_page_is_open(watched: Services, home: Path) -> None:
    async with cockpit_app(watched).run_test(size=WIDE, notifications=True) as pilot:
        screen = cockpit(pilot)
        await settle(pilot, lambda: screen.watching.running, "the job")
        await pilot.press("question_mark")
        write_state(home / "jobs" / "ic-a", Status.COMPLETED, "Completed", ended=screen.now)
        await settle(pilot, lambda: any("Job completed" in row for row in screen_text(pilot)), "the toast")


async def test_the_first_line_says_that_there_is_no_answer_whatever_pane_is_open(
    watched: Services, home: Path
) -> None:
    async with cockpit_app(watched).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("5")
        await settle(pilot, lambda: "Training" in screen_text(pilot)[0], "the job")
        (home / "jobs" / "unreachable").touch()
        await settle(pilot, lambda: "no answer, retrying" in screen_text(pilot)[0], "the trouble")
        (home / "jobs" / "unreachable").unlink()
        await settle(pilot, lambda: "no answer" not in screen_text(pilot)[0], "the answer")


class Confused(FileEngine):
    """An engine with a fault that nobody expected."""

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        raise ZeroDivisionError("of [/x] by zero")


async def test_a_fault_in_a_thread_is_told_and_not_waited_for_in_silence(
    services: Services, home: Path
) -> None:
    app = cockpit_app(replace(services, engine=Confused(home / "jobs")))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await settle(
            pilot, lambda: any("ZeroDivisionError" in row for row in screen_text(pilot)), "the toast"
        )
        assert any("of [/x] by zero" in row for row in screen_text(pilot))


async def test_nothing_is_launched_before_every_photo_is_checked(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        screen = cockpit(pilot)
        done = screen.launching.view
        await pilot.press("l")
        await reviewed(pilot, "Ready")
        page = pilot.app.screen
        assert isinstance(page, ReviewPage)
        page.show_view(replace(done, checked=7, step="decoding"))
        assert any("7 of 36" in row for row in screen_text(pilot))
        for unfinished in (replace(done, checked=7, step="decoding"), DataSetView(path=done.path)):
            page.show_view(unfinished)
            await pilot.press("enter")
            stays = pilot.app.screen is page
            assert stays, "photos are still counted or checked"
        screen.post_message(DataSetSeen(screen.launching.generation, done, done=True))
        await reviewed(pilot, "Ready")
        await pilot.press("enter")
        await settle(pilot, lambda: screen.watching.record is not None, "the launch")


async def test_a_job_that_runs_is_attached_to_behind_any_number_of_newer_ones(
    watched: Services, home: Path
) -> None:
    for number in range(60):
        record = watched.book.add_job(
            JobKey("local", "", "", f"ic-new-{number}"), spec=None, created=STARTED + number + 1
        )
        write_state(home / "jobs" / f"ic-new-{number}", Status.COMPLETED, "Completed")
        state = watched.engine.describe(f"ic-new-{number}")
        assert watched.book.store(record.id, old_cursor=None, cursor="0", state=state)
    async with cockpit_app(watched).run_test(size=WIDE) as pilot:
        assert cockpit(pilot).watching.name == "ic-a"
