"""Marking runs in the list, comparing them, and searching the list, with the keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core import paths
from core.job.status import JobKey, Status
from tests.core.compare.runs import BEGAN, points, state
from tests.core.fileengine import write_state
from tests.tui.cockpits import WIDE, cockpit_app
from tests.tui.paid import PLACE, PaidEngine
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.screens.compare import ComparePage
from tui.screens.jobs import JobsScreen
from tui.widgets.job_table import JobTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.pilot import Pilot

    from core.job.status import JobState
    from core.runs import Record
    from tui.services import Services

COUNTS = {"num_classes": "2", "num_training_samples": "4"}
ADAM, SGD = {**COUNTS, "optimizer": "adam"}, {**COUNTS, "optimizer": "sgd"}
LIVE = state(SGD, Status.IN_PROGRESS)


@pytest.fixture
def engine(home: Path) -> PaidEngine:
    """Three jobs of a paid service, of which one runs."""
    engine = PaidEngine(home / "jobs")
    write_state(engine.root / "ic-adam", Status.COMPLETED, "Completed")
    write_state(engine.root / "ic-live", Status.IN_PROGRESS, "Training")
    write_state(engine.root / "ic-new", Status.COMPLETED, "Completed")
    return engine


@pytest.fixture
def book(services: Services, engine: PaidEngine) -> Services:
    """What the run book holds of them, and a run on this machine."""
    services = replace(services, engine=engine)
    add(services, PLACE, "ic-adam", state(ADAM), [0.5, 0.8, 0.7])
    add(services, PLACE, "ic-live", LIVE, [0.3])
    add(services, ("local", "", ""), "ic-here", state(COUNTS), [0.2, 0.25], age=99.0)
    return services


def add(
    services: Services,
    place: tuple[str, str, str],
    name: str,
    known: JobState,
    values: Sequence[float],
    *,
    age: float = 0.0,
) -> Record:
    spec = {"hyperparameters": dict(known.hyperparameters)}
    record = services.book.add_job(JobKey(*place, name), spec=spec, created=BEGAN - age)
    services.book.mark_launched(record.id)
    services.book.store(
        record.id,
        old_cursor=None,
        cursor="1",
        points=points(values),
        state=known,
        drained=known.status.terminal,
    )
    return record


def shown(pilot: Pilot[None]) -> str:
    return "\n".join(screen_text(pilot))


async def listed(pilot: Pilot[None], count: int) -> JobTable:
    await pilot.press("j")
    await settle(
        pilot,
        lambda: (
            isinstance(pilot.app.screen, JobsScreen)
            and pilot.app.screen.query_one(JobTable).row_count == count
        ),
        "the list",
    )
    return pilot.app.screen.query_one(JobTable)


def cursor_to(table: JobTable, name: str, place: tuple[str, str, str] = PLACE) -> None:
    table.mark(JobKey(*place, name))


async def compared(pilot: Pilot[None], *names: str, listed_jobs: int = 4) -> ComparePage:
    """Mark these in the list and compare them."""
    table = await listed(pilot, listed_jobs)
    for name in names:
        cursor_to(table, name)
        await pilot.press("space")
    await pilot.press("v")
    await settle(pilot, lambda: "\n status " in shown(pilot), "the comparison")
    page = pilot.app.screen
    assert isinstance(page, ComparePage)
    return page


async def test_marked_runs_are_compared_and_go_on_being_drawn(book: Services) -> None:
    async with cockpit_app(book).run_test(size=WIDE) as pilot:
        await compared(pilot, "ic-adam", "ic-live")
        text = shown(pilot)
        assert "Compare  2 runs  ·  Validation accuracy" in text
        assert "optimizer" in text
        assert "num_classes" not in text, "it does not differ"
        assert "0.9100" not in text
        live = book.book.find("ic-live")
        at = book.book.position(live.id)
        book.book.store(live.id, old_cursor=at.cursor, cursor="more", points=points([0.3, 0.91]))
        await settle(pilot, lambda: "0.9100" in shown(pilot), "the new epoch")
        await pilot.press("escape")
        assert "2 marked" in shown(pilot)
        await pilot.press("M")
        assert "marked" not in shown(pilot)


async def test_the_curves_are_looked_at_with_the_keys_of_the_chart(book: Services) -> None:
    add(book, PLACE, "ic-long", state(SGD), [0.1 + epoch / 50 for epoch in range(21)])
    async with cockpit_app(book).run_test(size=WIDE) as pilot:
        page = await compared(pilot, "ic-adam", "ic-long", listed_jobs=5)
        await pilot.press("w", "plus", "left")
        assert "Validation accuracy  ·  smooth 0.3 · zoom 8–18" in shown(pilot)
        await pilot.press("0", "a")
        assert "smooth 0.3 · by seconds" in shown(pilot)
        await pilot.press("w", "w", "w", "a", "v")
        assert "smooth 0" not in shown(pilot)
        assert "by seconds" not in shown(pilot)
        assert pilot.app.screen is page
        await pilot.press("left")
        assert pilot.app.screen is not page, "with all in view it is the way back"


async def test_what_is_switched_is_said_whole_at_the_smallest_size(book: Services) -> None:
    add(book, PLACE, "ic-long", state(SGD), [0.1 + epoch / 50 for epoch in range(21)])
    async with cockpit_app(book).run_test(size=(60, 20)) as pilot:
        await compared(pilot, "ic-adam", "ic-long", listed_jobs=5)
        await pilot.press("w", "plus")
        assert "2 runs · Validation accuracy · smooth 0.3 · zoom 10–20" in screen_text(pilot)[0]
        await pilot.resize_terminal(120, 40)
        await settle(pilot, lambda: "Compare  2 runs  ·  " in screen_text(pilot)[0], "the long title")


async def test_the_baseline_of_this_machine_is_drawn_under_them(book: Services) -> None:
    async with cockpit_app(book).run_test(size=WIDE, notifications=True) as pilot:
        await compared(pilot, "ic-adam", "ic-live")
        assert "ic-here" not in shown(pilot)
        await pilot.press("b")
        assert "baseline on as many classes and photos" in shown(pilot)
        assert "ic-here" in shown(pilot)
        await pilot.press("tab", "tab")
        assert "└" not in shown(pilot), "the table alone"
        await pilot.press("c")
        file = paths.state_dir() / "copied.txt"
        await settle(pilot, file.exists, "the copy, without a terminal a file")
        assert file.read_text().startswith("\tic-adam\tic-live\tic-here\n")


async def test_one_run_is_compared_with_its_baseline_and_without_one_it_is_told_how(book: Services) -> None:
    async with cockpit_app(book).run_test(size=WIDE, notifications=True) as pilot:
        table = await listed(pilot, 4)
        cursor_to(table, "ic-here", ("local", "", ""))
        await pilot.press("v")
        await settle(pilot, lambda: "Mark two runs or more with space" in shown(pilot), "what to do")
        cursor_to(table, "ic-adam")
        await pilot.press("v")
        await settle(pilot, lambda: "✓ Completed  baseline" in shown(pilot), "the comparison")


async def test_a_run_that_nobody_attached_to_is_told_and_read_with_a_key(
    book: Services, engine: PaidEngine
) -> None:
    log = engine.root / "ic-new" / "log"
    log.write_text("[11/23/2026 22:19:00 INFO 1] Epoch[0] Validation-accuracy=0.660000\n")
    async with cockpit_app(book).run_test(size=WIDE) as pilot:
        await compared(pilot, "ic-adam", "ic-new")
        assert "Nothing is known yet of ic-new" in shown(pilot)
        assert "r reads the logs" in shown(pilot)
        await pilot.press("r")
        await settle(pilot, lambda: "0.6600" in shown(pilot), "its epoch")


async def test_the_list_is_searched_by_values_and_results_and_faults_are_told(book: Services) -> None:
    async with cockpit_app(book).run_test(size=WIDE) as pilot:
        table = await listed(pilot, 4)
        await pilot.press("slash", *"best>0.7 optimizer=adam")
        await settle(pilot, lambda: table.row_count == 1, "the one that fits")
        assert "search 'best>0.7 optimizer=adam'" in shown(pilot)
        await pilot.press(*" epochs>", "enter")
        await settle(pilot, lambda: "there is no value behind >" in shown(pilot), "what is wrong")
        assert table.row_count == 1, "what was understood last"
        await pilot.press(*"1", "enter")
        await settle(pilot, lambda: "no value" not in shown(pilot), "the field to close")
        await pilot.press("F")
        await settle(pilot, lambda: table.row_count == 4, "all jobs")
        await pilot.press("slash", *"ep")
        await pilot.pause()
        assert table.row_count == 4, "it may become the name of a hyperparameter"
        await pilot.press("enter")
        await settle(pilot, lambda: "No job fits" in shown(pilot), "a part of names")
