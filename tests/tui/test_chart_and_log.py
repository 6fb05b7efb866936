"""From the point under the crosshair to its line in the log, and back; and what a job's steps and hosts add."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import InstanceMetric
from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, has_focus, text
from tests.tui.waiting import settle
from tui.messages import UsageSeen
from tui.widgets.chart_pane import ChartPane
from tui.widgets.log_pane import LogPane

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    from tui.services import Services

KEY = JobKey("local", "", "", "ic-photos")


@pytest.fixture
def ended(services: Services, home: Path) -> Services:
    """A cockpit whose newest job has trained for six epochs of ten steps."""
    job = home / "jobs" / KEY.name
    write_log(job, "num_training_samples: 80\nmini_batch_size: 8\n")
    for epoch in range(6):
        write_log(job, f"Epoch[{epoch}] Train-accuracy=0.{epoch}50000\nEpoch[{epoch}] Time cost=2.000\n")
        write_log(job, f"Epoch[{epoch}] Validation-accuracy=0.{epoch}00000\n")
    write_state(job, Status.COMPLETED, "Completed", ended=STARTED + 754)
    services.book.add_job(KEY, spec=None, created=STARTED)
    return replace(services, engine=FileEngine(home / "jobs"))


async def test_a_point_leads_to_its_line_and_a_line_to_its_point(ended: Services) -> None:
    async with cockpit_app(ended).run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "best 0.5000 @ 5" in text(pilot, ChartPane), "the curve")
        log = cockpit(pilot).query_one(LogPane)
        await pilot.press("3", "x", "left", "left", "enter")
        await settle(pilot, lambda: has_focus(pilot, "log"), "the log")
        assert log.copy_text() == "Epoch[3] Validation-accuracy=0.300000"
        await pilot.press("down", "x")
        await settle(pilot, lambda: has_focus(pilot, "chart"), "the chart")
        assert "epoch 4  0.4500" in text(pilot, ChartPane), "the line below is of training"
        assert cockpit(pilot).query_one(ChartPane).viewer.curves.title == "Train accuracy"


async def test_without_a_point_or_a_line_it_is_said_what_is_missing(ended: Services) -> None:
    async with cockpit_app(ended).run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "best 0.5000 @ 5" in text(pilot, ChartPane), "the curve")
        await pilot.press("3", "enter")
        await settle(pilot, lambda: "Put the crosshair on a point first: x." in said(pilot.app), "the hint")
        await pilot.press("5", "g", "x")
        await settle(pilot, lambda: "This line made no point of a curve." in said(pilot.app), "the answer")


async def test_steps_and_hosts_are_there_to_be_chosen(ended: Services) -> None:
    async with cockpit_app(ended).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "best 0.5000 @ 5" in text(pilot, ChartPane), "the curve")
        chart = cockpit(pilot).query_one(ChartPane)
        await pilot.press("3", "a")
        assert chart.viewer.switches == "by step"
        assert text(pilot, ChartPane).splitlines()[-1].rstrip("─").endswith("60")
        cockpit(pilot).post_message(UsageSeen(KEY, (InstanceMetric("algo-1", STARTED, cpu=0.5),)))
        await settle(pilot, lambda: "algo-1 CPU" in chart.viewer.data.choices, "the host")


def said(app: App[None]) -> list[str]:
    """The toasts that are up."""
    return [note.message for note in app._notifications]
