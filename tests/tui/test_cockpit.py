"""The cockpit as its user drives it, by keyboard, over a real run book and a real local engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core import paths
from core.config import DatasetSettings
from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state
from tests.tui.cockpits import (
    QUICK,
    WIDE,
    cockpit,
    cockpit_app,
    has_focus,
    launched,
    ready,
    reviewed,
    status,
    text,
)
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.screens.cockpit import Cockpit
from tui.screens.dataset_page import DatasetPage
from tui.screens.help import HelpPage
from tui.screens.jobs import JobsScreen
from tui.screens.page import PageRows
from tui.screens.review import ReviewPage
from tui.services import Services
from tui.widgets.chart_pane import ChartPane
from tui.widgets.choice_rows import ChoiceRows
from tui.widgets.dataset_pane import DatasetPane
from tui.widgets.form_list import FormList
from tui.widgets.form_pane import FormPane
from tui.widgets.job_pane import JobPane
from tui.widgets.job_table import JobTable
from tui.widgets.line_input import LineInput
from tui.widgets.stop_prompt import StopPrompt


async def test_letters_are_commands_from_the_start(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpPage)
        assert "Review, then launch" in text(pilot, PageRows)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_from_photos_to_a_curve_with_the_keyboard_alone(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        screen = await launched(pilot)
        await settle(pilot, lambda: status(screen) is Status.COMPLETED, "the job to complete", seconds=60)
        record = screen.watching.record
        assert record is not None
        epochs = [
            p.point.epoch for p in services.book.points(record.id) if p.point.name == "validation:accuracy"
        ]
        assert sorted(epochs) == [0, 1]
        await settle(pilot, lambda: "best" in text(pilot, ChartPane), "the best point")


async def test_a_job_is_stopped_after_a_question_and_only_on_yes(services: Services) -> None:
    slow = replace(services, settings=replace(services.settings, hyperparameters={**QUICK, "epochs": "500"}))
    async with cockpit_app(slow).run_test(size=WIDE, notifications=True) as pilot:
        screen = await launched(pilot)
        await settle(pilot, lambda: status(screen) is Status.IN_PROGRESS, "the job to run", seconds=60)
        await pilot.press("s")
        assert screen.query_one(StopPrompt).has_class("-open")
        await pilot.press("n")
        assert not screen.query_one(StopPrompt).has_class("-open")
        assert status(screen) is Status.IN_PROGRESS
        await pilot.press("s", "y")
        await settle(pilot, lambda: status(screen) is Status.STOPPED, "the job to stop", seconds=30)


async def test_quitting_leaves_the_job_and_opening_again_attaches(services: Services) -> None:
    slow = replace(services, settings=replace(services.settings, hyperparameters={**QUICK, "epochs": "500"}))
    async with cockpit_app(slow).run_test(size=WIDE, notifications=True) as pilot:
        screen = await launched(pilot)
        await settle(pilot, lambda: status(screen) is Status.IN_PROGRESS, "the job to run", seconds=60)
        name = screen.watching.name
        await pilot.press("q")
    assert name is not None
    assert services.engine.describe(name).status is Status.IN_PROGRESS
    try:
        async with cockpit_app(slow).run_test(size=WIDE) as pilot:
            assert cockpit(pilot).watching.name == name
    finally:
        services.engine.stop(name)


async def test_the_form_edits_validates_and_goes_back_to_the_default(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        form = pilot.app.screen.query_one(FormPane)
        await pilot.press("2", "down", "down")
        assert form.marked == "epochs"
        await pilot.press("enter", "x", "enter")
        assert form.query_one(LineInput).has_focus, "a wrong value stays open"
        await pilot.press("escape")
        assert form.given["epochs"] == "2"
        await pilot.press("enter", "7", "enter")
        assert form.given["epochs"] == "7"
        await pilot.press("backspace")
        assert "epochs" not in form.given


async def test_a_switch_is_turned_with_the_arrows(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await pilot.press("2", "right")
        assert pilot.app.screen.query_one(FormPane).given["use_pretrained_model"] == "1"


async def test_what_the_data_set_fills_in_is_shown(services: Services) -> None:
    auto = {**QUICK, "num_classes": "auto"}
    given = replace(services, settings=replace(services.settings, hyperparameters=auto))
    async with cockpit_app(given).run_test(size=WIDE) as pilot:
        await ready(pilot)
        assert "3 auto" in text(pilot, FormList)


async def test_an_error_blocks_the_launch_and_says_how_to_mend_it(services: Services) -> None:
    wrong = {**QUICK, "mini_batch_size": "500"}
    blocked = replace(services, settings=replace(services.settings, hyperparameters=wrong))
    async with cockpit_app(blocked).run_test(size=WIDE) as pilot:
        await ready(pilot, "1 error in the hyperparameters")
        await pilot.press("l")
        await reviewed(pilot, "can't be launched yet")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, ReviewPage)
        assert services.book.jobs() == []


async def test_a_bad_photo_is_found_and_named_on_the_data_set_page(services: Services) -> None:
    path = services.settings.dataset.path
    assert isinstance(path, Path)
    (path / "class-0" / "broken.jpg").write_bytes(b"not a photo")
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "1 error" in text(pilot, DatasetPane), "the finding")
        await pilot.press("1", "enter")
        assert isinstance(pilot.app.screen, DatasetPage)
        assert "broken.jpg" in text(pilot, ChoiceRows)


async def test_a_job_is_cloned_into_the_form_from_the_list(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        screen = await launched(pilot)
        await settle(pilot, lambda: status(screen) is Status.COMPLETED, "the job to complete", seconds=60)
        form = screen.query_one(FormPane)
        form.set_given({})
        await pilot.press("j")
        assert isinstance(pilot.app.screen, JobsScreen)
        assert pilot.app.screen.query_one(JobTable).row_count == 1
        await pilot.press("c")
        await settle(pilot, lambda: form.given == QUICK, "the clone")


async def test_read_only_neither_launches_nor_stops_nor_edits(services: Services) -> None:
    async with cockpit_app(replace(services, read_only=True)).run_test(
        size=WIDE, notifications=True
    ) as pilot:
        await ready(pilot)
        await pilot.press("l")
        assert isinstance(pilot.app.screen, Cockpit)
        await pilot.press("2", "enter")
        assert not pilot.app.screen.query_one("#form LineInput").has_focus


async def test_themes_switch_live(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE, notifications=True) as pilot:
        before = pilot.app.theme
        await pilot.press("t")
        assert pilot.app.theme != before


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_small_terminals_show_one_pane_at_a_time(services: Services, size: tuple[int, int]) -> None:
    async with cockpit_app(services).run_test(size=size) as pilot:
        for key, name in zip("12345", ("dataset", "form", "chart", "job", "log"), strict=True):
            await pilot.press(key)
            shown = [pane.id for pane in pilot.app.screen.query(".pane") if pane.display]
            assert shown == [name]


async def test_below_the_smallest_size_one_line_says_what_is_needed(services: Services) -> None:
    async with cockpit_app(services).run_test(size=(50, 15)) as pilot:
        assert pilot.app.screen.query_one("#too-small").display
        assert not pilot.app.screen.query_one("#panes").display


async def test_zoom_gives_a_pane_the_screen_and_back(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await pilot.press("3", "z")
        assert pilot.app.screen.query_one("#chart").size.width > 100
        await pilot.press("z")
        assert pilot.app.screen.query_one("#dataset").display


async def test_a_changed_key_works_and_shows_in_the_help(services: Services) -> None:
    async with cockpit_app(replace(services, keymap={"jobs.open": "K"})).run_test(size=WIDE) as pilot:
        await pilot.press("j")
        assert isinstance(pilot.app.screen, Cockpit)
        await pilot.press("K")
        assert isinstance(pilot.app.screen, JobsScreen)


async def test_a_folder_that_is_not_there_is_said_in_the_pane(services: Services) -> None:
    settings = replace(services.settings, dataset=DatasetSettings(path=paths.state_dir() / "nowhere"))
    async with cockpit_app(replace(services, settings=settings)).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "nowhere" in text(pilot, DatasetPane), "the error")
        await pilot.press("l")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_a_damaged_run_book_is_replaced_while_the_job_goes_on(services: Services, home: Path) -> None:
    jobs = home / "jobs"
    write_state(jobs / "ic-a", Status.IN_PROGRESS, "Training")
    write_log(jobs / "ic-a", "Epoch[0] Validation-accuracy=0.25\n")
    services.book.add_job(JobKey("local", "", "", "ic-a"), spec=None, created=STARTED)
    async with cockpit_app(replace(services, engine=FileEngine(jobs))).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "0.2500" in text(pilot, ChartPane), "the first point")
        paths.run_book_file().write_bytes(b"no database " * 5000)
        write_log(jobs / "ic-a", "Epoch[1] Validation-accuracy=0.75\n")
        await settle(pilot, lambda: "best 0.7500 @ 1" in text(pilot, ChartPane), "the new point")
        assert [point.point.epoch for point in services.book.points(services.book.jobs()[0].id)] == [0, 1]


async def test_the_list_of_jobs_shows_what_only_the_engine_knows_and_attaches_to_it(
    services: Services, home: Path
) -> None:
    jobs = home / "jobs"
    write_state(jobs / "ic-elsewhere", Status.IN_PROGRESS, "Training")
    write_log(jobs / "ic-elsewhere", "Epoch[0] Validation-accuracy=0.25\n")
    async with cockpit_app(replace(services, engine=FileEngine(jobs))).run_test(size=WIDE) as pilot:
        await pilot.press("j")
        await settle(pilot, lambda: pilot.app.screen.query_one(JobTable).row_count == 1, "the list")
        await pilot.press("enter")
        await settle(pilot, lambda: cockpit(pilot).watching.name == "ic-elsewhere", "the job to be shown")
        await settle(pilot, lambda: "0.2500" in text(pilot, ChartPane), "its curve")


async def test_an_end_of_long_ago_is_shown_but_not_announced(services: Services, home: Path) -> None:
    jobs = home / "jobs"
    write_state(jobs / "ic-old", Status.COMPLETED, "Completed")
    services.book.add_job(JobKey("local", "", "", "ic-old"), spec=None, created=STARTED)
    app = cockpit_app(replace(services, engine=FileEngine(jobs)))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "Completed" in text(pilot, JobPane), "the end")
        assert len(app._notifications) == 0


async def test_the_list_of_jobs_goes_on_showing_what_is_new_in_full(services: Services, home: Path) -> None:
    jobs = home / "jobs"
    write_state(jobs / "ic-a", Status.IN_PROGRESS, "Training")
    write_log(jobs / "ic-a", "Epoch[0] Validation-accuracy=0.25\n")
    services.book.add_job(JobKey("local", "", "", "ic-a"), spec=None, created=STARTED)
    app = cockpit_app(replace(services, engine=FileEngine(jobs)))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await pilot.press("j")
        await settle(pilot, lambda: any("Training" in row for row in screen_text(pilot)), "the running job")
        write_state(jobs / "ic-a", Status.COMPLETED, "Completed")
        await settle(
            pilot, lambda: any("0.2500 @ 0" in row for row in screen_text(pilot)), "its end and its best"
        )


async def test_nothing_happens_unseen_in_a_terminal_that_is_too_small(services: Services) -> None:
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("2")
        await pilot.resize_terminal(50, 15)
        await pilot.press("l", "j", "down")
        assert isinstance(pilot.app.screen, Cockpit)
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert has_focus(pilot, "form"), "the focus is where it was"
        await pilot.press("down")
        assert pilot.app.screen.query_one(FormPane).marked == "num_classes"
