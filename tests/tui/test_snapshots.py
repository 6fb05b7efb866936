"""What the main screens look like.

After a change that is meant: make test ARGS='tests/tui/test_snapshots.py --snapshot-update'
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest

from core.engine.base import InstanceMetric, LaunchProgress
from core.job.cost import Cost
from core.job.metrics import MetricPoint
from core.job.progress import Progress
from core.job.status import JobKey, JobState, Link, Status, Transition
from core.runs import Record
from core.sweep.ranges import parse_range
from core.update import Trouble
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state
from tests.core.filesweeps import add_job, write_sweep
from tests.tui.cockpits import cockpit_app, ready, text
from tests.tui.hosted import says
from tests.tui.panes import T0, PaneApp
from tests.tui.waiting import settle
from tui.widgets.chart_pane import ChartPane
from tui.widgets.job_pane import JobPane
from tui.widgets.job_view import JobView

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.app import App
    from textual.pilot import Pilot

    from tui.services import Services

ACCURACIES = (0.31, 0.42, 0.54, 0.58, 0.57, 0.63, 0.66, 0.65)


class SnapCompare(Protocol):
    """The plugin's fixture: draws the app and compares it with what is stored."""

    def __call__(
        self,
        app: App[None],
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


@pytest.fixture
def ended(services: Services, home: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The same with a job in the run book that has ended, at a place and time that are always the same."""
    monkeypatch.setenv("TZ", "UTC")
    jobs = home / "jobs"
    for epoch, accuracy in enumerate(ACCURACIES):
        write_log(jobs / "ic-photos", f"Epoch[{epoch}] Train-accuracy={accuracy + epoch / 30:.6f}\n")
        write_log(jobs / "ic-photos", f"Epoch[{epoch}] Validation-accuracy={accuracy:.6f}\n")
    write_state(jobs / "ic-photos", Status.COMPLETED, "Completed", ended=STARTED + 754)
    services.book.add_job(JobKey("local", "", "", "ic-photos"), spec=None, created=STARTED)
    return replace(services, engine=FileEngine(jobs))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["all-panes", "tabs"])
def test_the_cockpit_with_a_finished_job(
    ended: Services, snap_compare: SnapCompare, size: tuple[int, int]
) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ready(pilot)
        await pilot.press("3")
        await settle(pilot, lambda: "best 0.6600 @ 6" in text(pilot, ChartPane), "the curve")
        await pilot.pause()

    assert snap_compare(cockpit_app(ended), terminal_size=size, run_before=shown)


def test_the_help_page(services: Services, snap_compare: SnapCompare) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ready(pilot)
        await pilot.press("question_mark")
        await says(pilot, " Dataset pane")

    assert snap_compare(cockpit_app(services), terminal_size=(120, 60), run_before=shown)


def test_the_page_of_a_sweep(services: Services, home: Path, snap_compare: SnapCompare) -> None:
    files = home / "files"
    (files / "birds-1").mkdir(parents=True)
    ranges = (parse_range("learning_rate", "0.001..0.1 log"), parse_range("optimizer", "sgd, adam"))
    saved = {"job": {"launch_id": "x"}, "ranges": [row.as_json() for row in ranges], "jobs": 4, "parallel": 2}
    write_sweep(
        files / "birds-1", {**saved, "strategy": "Bayesian", "status": "Completed", "ended": STARTED + 90}
    )
    for number, values in enumerate((("0.0019523", "sgd"), ("0.031415", "adam"), ("0.0072", "sgd")), start=1):
        name = f"birds-1-00{number}"
        accuracies = [value - 0.03 * (number % 3) * epoch for epoch, value in enumerate(ACCURACIES)]
        chosen = dict(zip(("learning_rate", "optimizer"), values, strict=True))
        add_job(files, name, chosen, Status.COMPLETED, max(accuracies))
        for epoch, accuracy in enumerate(accuracies):
            write_log(files / name, f"Epoch[{epoch}] Validation-accuracy={accuracy:.6f}\n")
    add_job(files, "birds-1-004", chosen, Status.FAILED)

    async def shown(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ready(pilot)
        await pilot.press("J")
        await says(pilot, "birds-1")
        await pilot.press("enter")
        await says(pilot, "✓ Completed  4 of 4 jobs", "★ 1", "└0")
        await pilot.pause()

    services = replace(services, engine=FileEngine(files))
    assert snap_compare(cockpit_app(services), terminal_size=(120, 40), run_before=shown)


RECORD = Record(1, JobKey("paid", "123456789012", "us-east-1", "ic-flowers-1123-2219-kq7d"), created=T0)
STATE = JobState(
    Status.IN_PROGRESS,
    "Training",
    (
        Transition("Starting", T0, T0 + 20),
        Transition("Pending", T0 + 20, T0 + 80),
        Transition("Downloading", T0 + 80, T0 + 110),
        Transition("Training", T0 + 110),
    ),
    created=T0,
    training_started=T0 + 80,
    instance_type="ml.g5.xlarge",
    instance_count=2,
    price_per_hour=1.408,
    spot=True,
    links=(
        Link("job in the console", "https://us-east-1.console.aws.amazon.com/sagemaker/home?#/jobs/ic-1"),
    ),
)
LAUNCH = LaunchProgress("uploading", 1234, 3670, "photos", 45_100_000, 120_000_000, 2_300_000.0, 35.0)
VIEWS = {
    "training": JobView(
        RECORD,
        STATE,
        Progress(
            3, 10, 0.37, 753.0, "the last 3 epochs", 342.0, MetricPoint("validation:accuracy", 2, 0.7021)
        ),
        usage=tuple(
            InstanceMetric(f"algo-{host}", T0, cpu=0.34, memory=0.2, gpu=0.97, gpu_memory=0.41, disk=0.12)
            for host in (1, 2)
        ),
        cost=Cost(1080.0, 0.84, 1.43),
        link_keys=("o", "O"),
    ),
    "failed": JobView(
        RECORD,
        replace(
            STATE,
            status=Status.FAILED,
            stage="Failed",
            transitions=(*STATE.transitions[:3], Transition("Failed", T0 + 110, T0 + 110)),
            failure_reason="CapacityError: Unable to provision requested ML compute capacity.",
            advice="try again later, or another instance type or region",
        ),
        Progress(),
        cost=Cost(30.0, 0.02, 0.02),
    ),
    "no answer": JobView(
        RECORD,
        STATE,
        Progress(3, 10, 0.37, 753.0, "the last 3 epochs", 342.0),
        Trouble("the AWS credentials have expired", "run: aws sso login --profile ml", T0, T0 + 30, 4),
        cost=Cost(1080.0, 0.84, 1.43),
    ),
    "upload": JobView(RECORD, launch=LAUNCH, resumes=True),
}


@pytest.mark.parametrize("size", [(80, 21), (33, 14)], ids=["tab", "pane"])
@pytest.mark.parametrize("view", VIEWS)
def test_the_job_pane_of_a_job_that_is_paid_for(
    snap_compare: SnapCompare, view: str, size: tuple[int, int]
) -> None:
    pane = JobPane("job")

    async def shown(pilot: Pilot[None]) -> None:
        await pilot.pause()
        pane.show(VIEWS[view], T0 + 12)

    assert snap_compare(PaneApp(pane), terminal_size=size, run_before=shown)
