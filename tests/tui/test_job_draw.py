"""The job pane's rows: stages, epochs, time left, trouble, how it ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.job.metrics import MetricPoint
from core.job.progress import Progress
from core.job.status import JobKey, JobState, Status, Transition
from core.runs import Record
from core.watch import Trouble
from tests.tui.panes import T0, PaneApp, content_text
from tui.ascii import ascii_text
from tui.widgets.flow import about, bar
from tui.widgets.job_draw import job_rows
from tui.widgets.job_pane import JobPane
from tui.widgets.job_view import JobView
from tui.widgets.progress_draw import headline

RECORD = Record(1, JobKey("local", "", "", "ic-flowers-1123-2219-kq7d"), created=T0)
BEST = MetricPoint("validation:accuracy", 2, 0.7021)
STARTED = (Transition("Starting", T0, T0 + 2), Transition("Downloading", T0 + 2, T0 + 9))
RUNNING = JobState(Status.IN_PROGRESS, "Training", (*STARTED, Transition("Training", T0 + 9)))
TRAINED = (*STARTED, Transition("Training", T0 + 9, T0 + 100))
DONE = JobState(
    Status.COMPLETED,
    "Completed",
    (*TRAINED, Transition("Completed", T0 + 100, T0 + 100)),
    model="/jobs/1/model",
)
FAILED = JobState(
    Status.FAILED,
    "Failed",
    (*TRAINED, Transition("Failed", T0 + 100, T0 + 100)),
    failure_reason="ClientError: [/x] bad \x1b]0;t\x07 photo " + "in the train channel " * 8,
)
PROGRESS = Progress(
    epoch=3,
    epochs=10,
    fraction=0.37,
    eta_seconds=753,
    eta_basis="the last 3 epochs",
    throughput=171.3,
    best=BEST,
    elapsed=1421,
)
TROUBLE = Trouble("AWS does not answer", "Check the network", since=T0, next_try=T0 + 20, exit_code=4)


def shown(
    state: JobState | None = RUNNING,
    progress: Progress | None = PROGRESS,
    trouble: Trouble | None = None,
    *,
    width: int = 60,
    **more: Any,
) -> str:
    rows = job_rows(JobView(RECORD, state, progress, trouble, **more), T0 + 12, width)
    assert all(row.cell_length <= width for row in rows)
    assert ascii_text("".join(row.plain for row in rows)).isascii()
    return "\n".join(row.plain for row in rows)


def test_finished_stages_have_a_mark_and_their_duration_the_running_one_its_own_mark() -> None:
    assert "✓Starting 00:02  ✓Downloading 00:07  ●Training\n" in shown()


def test_a_stage_newer_than_the_timeline_is_shown_too() -> None:
    assert "●Uploading" in shown(JobState(Status.IN_PROGRESS, "Uploading", STARTED))


def test_the_time_left_says_how_far_it_may_be_off() -> None:
    text = shown(progress=replace(PROGRESS, eta_margin=0.043))
    assert "time left 13 min ± 4 %  by the last 3 epochs" in text


def test_epoch_bar_time_left_with_its_basis_speed_and_best() -> None:
    text = shown()
    assert "epoch 4/10 " in text
    assert " 37%" in text
    assert "time left 13 min  by the last 3 epochs\nbest 0.7021 in Epoch[2]  171 img/s" in text


def test_a_finished_job_says_how_long_it_took_where_the_model_lies_and_nothing_of_time_left() -> None:
    text = shown(DONE)
    assert "✓Completed" in text
    assert "took 23:41" in text
    assert "model /jobs/1/model" in text
    assert "time left" not in text


def test_a_failure_gives_its_reason_whole_and_harmless() -> None:
    text = shown(FAILED, width=40)
    assert "✗Failed" in text
    flat = " ".join(text.split())
    assert "ClientError: [/x] bad" in flat
    assert flat.count("in the train channel") == 8
    assert "\x1b" not in text
    assert "log" in flat


def test_an_early_stop_and_a_stop_without_a_model_are_said() -> None:
    assert "Stopped early" in shown(progress=Progress(early_stopped=True))
    assert "no model" in shown(JobState(Status.STOPPED, "Stopped"))


def test_trouble_says_what_since_when_and_what_to_do() -> None:
    text = shown(trouble=TROUBLE)
    assert "AWS does not answer: retrying, last answer 12 s ago; the job goes on" in " ".join(text.split())
    assert "Check the network" in text


def test_before_the_first_answer_it_says_that_it_waits() -> None:
    assert "Waiting for the first answer" in shown(None, None)
    assert "appear here" in job_rows(JobView(), T0, 60)[0].plain


def test_a_model_is_named_only_when_the_job_is_over() -> None:
    assert "model" not in shown(replace(RUNNING, model="/jobs/1/model"))


@pytest.mark.parametrize(
    ("progress", "over", "words"),
    [
        (PROGRESS, False, "4/10 · 13 min left"),
        (PROGRESS, True, "best 0.7021"),
        (Progress(), False, ""),
        (Progress(), True, ""),
    ],
)
def test_the_headline_says_how_far_it_is_or_what_came_of_it(
    progress: Progress, over: bool, words: str
) -> None:
    assert headline(progress, over=over) == words


@pytest.mark.parametrize("width", [16, 20, 30, 50, 120])
@pytest.mark.parametrize("state", [RUNNING, DONE, FAILED])
def test_nothing_is_wider_than_the_pane(state: JobState, width: int) -> None:
    shown(state, trouble=TROUBLE, width=width)


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0, "··········"), (0.5, "█████·····"), (0.55, "█████▌····"), (1, "██████████"), (7, "█" * 10)],
)
def test_bars_to_an_eighth_of_a_cell(fraction: float, text: str) -> None:
    assert bar(fraction, 10) == text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3, "0 s"), (12, "12 s"), (58, "1 min"), (63, "1 min 5 s"), (753, "13 min"), (7500, "2 h 05 min")],
)
def test_times_for_people_are_rounded(seconds: float, words: str) -> None:
    assert about(seconds) == words


async def test_the_same_facts_again_repaint_nothing_and_a_new_time_left_one_row() -> None:
    pane = JobPane("job")
    async with PaneApp(pane).run_test(size=(60, 14)) as pilot:
        pane.show(JobView(RECORD, RUNNING, PROGRESS), T0)
        await pilot.pause()
        pane.show(JobView(RECORD, RUNNING, PROGRESS), T0 + 5)
        assert not pane._repaint_regions
        later = replace(PROGRESS, eta_seconds=700)
        pane.show(JobView(RECORD, RUNNING, later), T0 + 60)
        assert sum(region.height for region in pane._repaint_regions) == 1


async def test_a_long_reason_can_be_scrolled() -> None:
    pane = JobPane("job")
    async with PaneApp(pane).run_test(size=(30, 8), notifications=True) as pilot:
        pane.show(JobView(RECORD, FAILED, PROGRESS), T0)
        await pilot.pause()
        for _ in range(len(pane.rows)):
            await pilot.press("down")
        assert "new job" in " ".join(content_text(pilot, pane))
        assert pane.copy_text() == RECORD.key.name
