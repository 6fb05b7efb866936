"""The list of jobs of a whole account: pages, filters, launching again."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import JobFilter
from core.job.status import JobKey, JobSummary, Status
from core.joblist import Listed
from tests.core.fileengine import STARTED, write_state
from tests.tui.cockpits import QUICK, WIDE, cockpit, cockpit_app, ready, reviewed
from tests.tui.hosted import hosted, opened, says
from tests.tui.paid import PLACE, PaidEngine
from tests.tui.panes import PaneApp, screen_text
from tests.tui.waiting import settle
from tui.screens.jobs import JobsScreen
from tui.screens.review import ReviewPage
from tui.widgets.form_pane import FormPane
from tui.widgets.job_table import JobTable, columns_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services


@pytest.fixture
def engine(home: Path) -> PaidEngine:
    """Three jobs of somebody else's."""
    engine = PaidEngine(home / "jobs")
    write_state(engine.root / "ic-birds", Status.COMPLETED, "Completed")
    write_state(engine.root / "ic-flowers-1", Status.FAILED, "Failed")
    write_state(engine.root / "ic-flowers-2", Status.IN_PROGRESS, "Training")
    return engine


def names(pilot: Pilot[None]) -> str:
    return "\n".join(screen_text(pilot))


def count(pilot: Pilot[None]) -> int:
    return pilot.app.screen.query_one(JobTable).row_count


async def test_a_name_narrows_the_list_as_it_is_typed_and_the_engine_is_asked_for_it(
    services: Services, engine: PaidEngine
) -> None:
    async with cockpit_app(replace(services, engine=engine)).run_test(size=WIDE) as pilot:
        await pilot.press("j")
        await settle(pilot, lambda: count(pilot) == 3, "all jobs")
        await pilot.press("slash", *"flowers")
        await settle(pilot, lambda: count(pilot) == 2, "those with the name")
        await pilot.press("escape")
        await settle(pilot, lambda: count(pilot) == 3, "all jobs again")
        await pilot.press("slash", *"flowers", "enter")
        await settle(pilot, lambda: "flowers *" in (engine.root / "asked").read_text(), "the question")
        assert count(pilot) == 2
        await pilot.press("F")
        await settle(pilot, lambda: count(pilot) == 3, "all jobs")


async def test_esc_drops_the_search_first_and_then_leaves(services: Services, engine: PaidEngine) -> None:
    async with cockpit_app(replace(services, engine=engine)).run_test(size=(60, 20)) as pilot:
        await pilot.press("j")
        await settle(pilot, lambda: count(pilot) == 3, "all jobs")
        assert "/ search" in names(pilot)
        assert "esc back" in names(pilot)
        await pilot.press("slash", *"flowers", "enter")
        await settle(pilot, lambda: "esc all" in names(pilot), "the way back to all of them")
        assert "esc back" not in names(pilot)
        await pilot.press("escape")
        await settle(pilot, lambda: count(pilot) == 3 and "esc back" in names(pilot), "all jobs")
        await pilot.press("escape")
        assert pilot.app.screen is cockpit(pilot)


async def test_a_marked_job_lets_the_next_one_be_marked(services: Services, engine: PaidEngine) -> None:
    async with cockpit_app(replace(services, engine=engine)).run_test(size=(60, 20)) as pilot:
        await pilot.press("j")
        await settle(pilot, lambda: count(pilot) == 3, "all jobs")
        await pilot.press("home", "space", "space")
        assert len(services.marks.rows) == 2
        await settle(pilot, lambda: "v compare" in names(pilot), "what may be done with them")


async def test_a_key_goes_through_the_statuses(services: Services, engine: PaidEngine) -> None:
    async with cockpit_app(replace(services, engine=engine)).run_test(size=WIDE) as pilot:
        await pilot.press("j")
        await settle(pilot, lambda: count(pilot) == 3, "all jobs")
        await pilot.press("f")
        await settle(pilot, lambda: "·  InProgress" in names(pilot) and count(pilot) == 1, "the running one")
        assert "ic-flowers-2" in names(pilot)
        await pilot.press("f")
        await settle(pilot, lambda: "ic-birds" in names(pilot) and count(pilot) == 1, "the completed one")
        await pilot.press("slash", *"nothing-like-it", "enter")
        await settle(pilot, lambda: "No job fits" in names(pilot), "what to do")


class Account(PaidEngine):
    """Thousands of jobs, the pages behind the first held back until `more` is set."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.more = threading.Event()

    def list(self, job_filter: JobFilter) -> Iterator[JobSummary]:
        for number in range(3000, 0, -1):
            if number == 2800:
                self.more.wait(30)
            yield JobSummary(
                self.key(f"ic-{number:04}"), Status.COMPLETED, None, STARTED + number, STARTED + number + 9
            )


async def test_the_first_page_shows_while_the_others_are_fetched_and_the_keys_go_on_working(
    services: Services, home: Path
) -> None:
    engine = Account(home / "jobs")
    async with cockpit_app(replace(services, engine=engine)).run_test(size=WIDE) as pilot:
        await pilot.press("j")
        await settle(pilot, lambda: "ic-3000" in names(pilot), "the first page")
        assert "listing…" in names(pilot)
        await pilot.press("down", "down")
        marked = pilot.app.screen.query_one(JobTable).marked
        assert marked is not None
        assert marked.key.name == "ic-2998"
        await pilot.press("escape")
        assert pilot.app.screen is cockpit(pilot)
        engine.more.set()
        await pilot.press("j")
        await settle(pilot, lambda: count(pilot) == 3000, "all of them")
        await pilot.press("G")
        await settle(pilot, lambda: "ic-0001" in names(pilot), "the last one")
        assert "–" in names(pilot), "a best that nobody knows"
        assert "paid eu-west-1" in names(pilot)


async def test_a_job_is_launched_again_with_its_values_straight_from_the_list(
    services: Services, engine: PaidEngine
) -> None:
    given = {**QUICK, "epochs": "7"}
    record = services.book.add_job(
        JobKey(*PLACE, "ic-flowers-1"), spec={"given": given, "dataset": "/elsewhere"}, created=STARTED
    )
    assert record.spec is not None
    async with cockpit_app(replace(services, engine=engine)).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("j")
        await settle(pilot, lambda: count(pilot) == 3, "the list")
        screen = pilot.app.screen
        assert isinstance(screen, JobsScreen)
        screen.query_one(JobTable).mark(record.key)
        await pilot.press("R")
        await reviewed(pilot, "Ready")
        page = pilot.app.screen
        assert isinstance(page, ReviewPage)
        assert page.draft.spec.hyperparameters["epochs"] == "7"
        assert page.draft.spec.name != "ic-flowers-1"
        assert "was trained on /elsewhere" in " ".join(names(pilot).split())


async def test_a_clone_shows_what_was_changed(services: Services, engine: PaidEngine) -> None:
    record = services.book.add_job(JobKey(*PLACE, "ic-flowers-1"), spec={"given": QUICK}, created=STARTED)
    async with cockpit_app(replace(services, engine=engine)).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("j")
        await settle(pilot, lambda: count(pilot) == 3, "the list")
        pilot.app.screen.query_one(JobTable).mark(record.key)
        await pilot.press("c")
        form = cockpit(pilot).query_one(FormPane)
        await settle(pilot, lambda: "from ic-flowers-1" in names(pilot), "the clone")
        assert "was" not in names(pilot).split("from ic-flowers-1")[0].split("Hyperparameters")[1]
        await pilot.press("down", "down", "enter", "9", "enter")
        assert form.given["epochs"] == "9"
        await settle(pilot, lambda: "9  was 2" in names(pilot), "what it was")


@pytest.mark.parametrize("width", [56, 76, 116, 200])
def test_at_every_width_name_and_status_are_there_and_nothing_runs_over(width: int) -> None:
    columns = columns_for(width, 20)
    shown = dict(columns.widths)
    assert {"job", "status"} <= set(shown)
    assert shown["job"] >= 24
    assert sum(shown.values()) + 2 * (len(shown) - 1) == width
    assert columns.line(("x" * 70, "● Training", "–", "1 min", "11-25", "y" * 30)).cell_length == width


async def test_the_mark_stays_on_its_job_and_only_changed_rows_are_painted() -> None:
    jobs = [
        Listed(JobKey("local", "", "", f"ic-{number}"), Status.IN_PROGRESS, "Training", 100.0, None, None)
        for number in range(50)
    ]
    table = JobTable()
    async with PaneApp(table).run_test(size=(100, 20)) as pilot:
        table.show(jobs, 200.0)
        await pilot.pause()
        table.move_cursor(3)
        await pilot.pause()
        table.show(list(jobs), 200.0)
        assert not table._repaint_regions
        changed = [*jobs[:5], jobs[5]._replace(stage="Uploading"), *jobs[6:]]
        table.show(changed, 200.0)
        assert sum(region.height for region in table._repaint_regions) == 1
        await pilot.pause()
        table.show([jobs[0]._replace(key=JobKey("local", "", "", "ic-new")), *changed], 200.0)
        marked = table.marked
        assert marked is not None
        assert marked.key.name == "ic-3"


@pytest.mark.parametrize("size", [WIDE, (60, 20)])
async def test_without_an_answer_the_book_is_shown_and_why_whole(
    services: Services, engine: PaidEngine, size: tuple[int, int]
) -> None:
    services.book.add_job(JobKey(*PLACE, "ic-mine"), spec=None, created=STARTED)
    (engine.root / "unreachable").touch()
    async with cockpit_app(replace(services, engine=engine)).run_test(size=size) as pilot:
        await pilot.press("j")
        words = "Remove the file `unreachable`."
        await settle(pilot, lambda: words in " ".join(names(pilot).split()), "what to do")
        assert "▲ no answer from these files" in names(pilot)
        assert "ic-mine" in names(pilot)
        (engine.root / "unreachable").unlink()
        await settle(pilot, lambda: "no answer" not in names(pilot) and count(pilot) == 4, "the answer")


async def test_a_run_book_that_cannot_be_read_is_told_on_the_page(services: Services) -> None:
    async with opened(hosted(services)) as pilot:
        with closing(sqlite3.connect(services.book.path)) as other:
            other.execute("ALTER TABLE jobs RENAME TO gone")
        await pilot.press("j")
        await says(pilot, "▲ the run book", "no such table: jobs")
        assert isinstance(pilot.app.screen, JobsScreen)
