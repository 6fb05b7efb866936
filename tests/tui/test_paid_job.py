"""A job that is paid for, followed in the cockpit: use of its host, cost, address, the question before a stop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import InstanceMetric
from core.errors import EngineRefused
from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, write_state
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, text
from tests.tui.paid import PLACE, PaidEngine
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.widgets.job_pane import JobPane

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services


@pytest.fixture
def engine(home: Path) -> PaidEngine:
    """One job trains."""
    engine = PaidEngine(home / "jobs")
    write_state(engine.root / "ic-a", Status.IN_PROGRESS, "Training")
    return engine


@pytest.fixture
def paid(services: Services, engine: PaidEngine) -> Services:
    """The run book knows it."""
    services.book.add_job(JobKey(*PLACE, "ic-a"), spec=None, created=STARTED)
    return replace(services, engine=engine)


async def says(pilot: Pilot[None], words: str) -> None:
    await settle(pilot, lambda: words in "\n".join(screen_text(pilot)), words)


async def test_use_and_cost_are_shown_while_it_trains(paid: Services) -> None:
    async with cockpit_app(paid).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "GPU ██▉ 97%" in text(pilot, JobPane), "the bars")
        assert "CPU" in text(pilot, JobPane)
        await settle(pilot, lambda: "$" in text(pilot, JobPane), "the cost, which another thread tells")
        assert "so far" in text(pilot, JobPane)


async def test_the_bars_go_when_the_job_has_ended(paid: Services, engine: PaidEngine) -> None:
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "97%" in text(pilot, JobPane), "the bars")
        write_state(engine.root / "ic-a", Status.COMPLETED, "Completed")
        await settle(pilot, lambda: "✓Completed" in text(pilot, JobPane), "the end")
        assert "97%" not in text(pilot, JobPane)


async def test_a_key_copies_the_address_of_its_page(paid: Services) -> None:
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot, lambda: "(o copies)" in text(pilot, JobPane).replace("\n", " "), "the address")
        await pilot.press("o")
        await says(pilot, "job in the console: ")
        await pilot.press("O")
        await says(pilot, "no page of its own")


async def test_the_question_before_a_stop_says_what_the_engine_says_of_it(
    paid: Services, engine: PaidEngine
) -> None:
    async with cockpit_app(paid).run_test(size=WIDE) as pilot:
        screen = cockpit(pilot)
        await settle(pilot, lambda: screen.watching.running, "the job")
        await pilot.press("s")
        await says(pilot, "Stop ic-a?")
        await says(pilot, "Stopping can take two minutes.")
        await pilot.press("y")
        await settle(pilot, lambda: "Stopped" in text(pilot, JobPane), "the stop")


class Blind(PaidEngine):
    """May not see CloudWatch's metrics."""

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        raise EngineRefused("not allowed: cloudwatch:GetMetricData", fix="add it to the policy")


async def test_without_permission_it_is_said_once_and_the_rest_goes_on(
    paid: Services, engine: PaidEngine
) -> None:
    app = cockpit_app(replace(paid, engine=Blind(engine.root)))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await says(pilot, "cloudwatch:GetMetricData")
        write_state(engine.root / "ic-a", Status.IN_PROGRESS, "Uploading")
        await settle(pilot, lambda: "●Uploading" in text(pilot, JobPane), "what is new")
