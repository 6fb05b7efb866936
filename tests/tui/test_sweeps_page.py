"""Sweeps in the cockpit by keyboard: range, review, start, page, best job; what was interrupted; read-only."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import LaunchProgress
from core.job.status import Status
from core.sweep.ranges import parse_range
from tests.core.fileengine import FileEngine, write_log
from tests.core.filesweeps import add_job, end_sweep, write_sweep
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, ready
from tests.tui.hosted import says, shown
from tests.tui.waiting import settle
from tui.screens.cockpit import Cockpit
from tui.screens.deploy import DeployPage
from tui.screens.sweep import SweepPage
from tui.screens.sweep_review import SweepReviewPage
from tui.widgets.form_pane import FormPane

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from core.cancel import CancelToken
    from core.engine.base import Capabilities
    from core.engine.sweeping import Sweep
    from tui.services import Services

RATES = ("0.001", "0.01")


class Paid(FileEngine):
    """Files, as if jobs on them cost money. Where ``<root>/held`` lies, a start says how far it is and waits."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, costs=True, resumes=True)

    def start_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        while (self._root / "held").exists():
            on_progress(LaunchProgress("uploading photos", 9, 36, "photos"))
            cancel.check()
            cancel.wait(0.01)
        super().start_sweep(sweep, on_progress, cancel)


@pytest.fixture
def root(home: Path) -> Path:
    """Where the engine keeps its files."""
    folder = home / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def paid(services: Services, root: Path) -> Services:
    """Services over an engine of files, whose jobs cost money."""
    return replace(services, engine=Paid(root))


def job(root: Path, sweep: str, number: int, status: Status, *accuracies: float) -> str:
    """A job of the sweep with a log of so many epochs; returns its name."""
    name = f"{sweep}-00{number}"
    add_job(root, name, {"learning_rate": RATES[number - 1]}, status, max(accuracies))
    for epoch, value in enumerate(accuracies):
        write_log(
            root / name, f"[11/23/2026 22:19:0{epoch} INFO 1] Epoch[{epoch}] Validation-accuracy={value}\n"
        )
    return name


async def to_review(pilot: Pilot[None]) -> SweepReviewPage:
    await ready(pilot)
    await pilot.press("L")
    await says(pilot, "✓ Ready. Enter starts it")
    page = pilot.app.screen
    assert isinstance(page, SweepReviewPage)
    return page


async def started(pilot: Pilot[None], services: Services) -> str:
    """Start a sweep by keyboard; returns its name once its page is there."""
    await to_review(pilot)
    await pilot.press("enter")
    await says(pilot, "InProgress", "No job of it has started yet.")
    (record,) = services.book.sweeps.newest()
    return record.key.name


async def marked(pilot: Pilot[None], name: str) -> None:
    """Go to a row of the form, all of them shown."""
    form = pilot.app.screen.query_one(FormPane)
    for _ in range(40):
        if form.marked == name:
            return
        await pilot.press("down")
    pytest.fail(f"no row {name}")


async def test_a_range_is_given_in_the_form_and_the_budget_in_the_review(paid: Services) -> None:
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("2", "m")
        await marked(pilot, "learning_rate")
        await pilot.press("v", "ctrl+u", *"0.001", "full_stop", "full_stop", *"0.1", "enter")
        await says(pilot, "±learning_rate", "0.001..0.1", "L sweep")
        await to_review(pilot)
        assert re.search(r"at most +\$10\.00", shown(pilot))
        await pilot.press("n", "backspace", "backspace", "3", "enter", "s", "e")
        await says(pilot, "3 at most", "Random", "a job that will not be better is stopped", "$3.00")
        await says(pilot, "0.001..0.1", "✓ Ready")
        await pilot.press("n", "0", "0", "0", "0", "enter")
        await says(pilot, "whole number from 1 to 750")
        assert paid.book.sweeps.newest() == []


async def test_what_cannot_be_swept_says_why(paid: Services) -> None:
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("2")
        await marked(pilot, "num_classes")
        await pilot.press("v")
        await says(pilot, "num_classes cannot be swept")


async def test_from_start_to_the_best_job_in_the_cockpit(paid: Services, root: Path) -> None:
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        name = await started(pilot, paid)
        job(root, name, 1, Status.COMPLETED, 0.4, 0.5)
        best = job(root, name, 2, Status.IN_PROGRESS, 0.6, 0.9)
        await says(pilot, "2 of 10 jobs: 1 Completed, 1 InProgress", "best 0.9000 @ 1", "★ 1", "0.01")
        job(root, name, 2, Status.COMPLETED, 0.9)
        end_sweep(root / name, Status.COMPLETED)
        await says(pilot, "✓ Completed", "Sweep completed")
        await pilot.press("b")
        await settle(pilot, lambda: isinstance(pilot.app.screen, Cockpit), "the cockpit")
        record = cockpit(pilot).watching.record
        assert record is not None
        assert record.key.name == best
        assert (record.spec or {})["sweep"] == name
        await pilot.press("J")
        await says(pilot, "Sweeps  1", "Completed", "0.9000")
        await pilot.press("enter", "end", "enter")
        await settle(
            pilot,
            lambda: (shown := cockpit(pilot).watching.record) is not None and shown.key.name == f"{name}-001",
            "the other job",
        )


async def test_a_job_of_it_says_how_the_sweep_goes_on(paid: Services, root: Path) -> None:
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        name = await started(pilot, paid)
        job(root, name, 1, Status.COMPLETED, 0.4, 0.5)
        await says(pilot, "★ 1")
        await pilot.press("b")
        await says(pilot, f"sweep {name}", "1 of 10 ended", "its best 0.5000: this job")
        job(root, name, 2, Status.COMPLETED, 0.6, 0.9)
        await says(pilot, "2 of 10 ended", "its best 0.9000: 002")


async def test_the_best_one_s_model_is_one_key_away(paid: Services, root: Path) -> None:
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        name = await started(pilot, paid)
        best = job(root, name, 1, Status.COMPLETED, 0.4, 0.5)
        await says(pilot, "★ 1")
        await pilot.press("d")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DeployPage), "the review of a deployment")
        page = pilot.app.screen
        assert isinstance(page, DeployPage)
        assert page.record.key.name == best


async def test_curves_or_table_alone_keep_the_keys(paid: Services, root: Path) -> None:
    async with cockpit_app(paid).run_test(size=(60, 20), notifications=True) as pilot:
        name = await started(pilot, paid)
        job(root, name, 1, Status.COMPLETED, 0.4, 0.5)
        await says(pilot, "★ 1", "└0")
        await pilot.press("tab")
        assert "★ 1" not in shown(pilot)
        await pilot.press("enter", "tab")
        assert isinstance(pilot.app.screen, SweepPage)
        assert "★ 1" in shown(pilot)
        assert "└0" not in shown(pilot)


async def test_stopping_asks_first(paid: Services, root: Path) -> None:
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        name = await started(pilot, paid)
        await pilot.press("s")
        await says(pilot, f"Stop the sweep {name}?")
        await pilot.press("n")
        assert paid.engine.sweep(name).status is Status.IN_PROGRESS
        await pilot.press("s", "y")
        await says(pilot, "■ Stopped")
        await pilot.press("s")
        await says(pilot, "nothing to stop")


async def test_a_start_shows_how_far_it_is_and_is_cancelled_after_a_question(
    paid: Services, root: Path
) -> None:
    (root / "held").touch()
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await to_review(pilot)
        await pilot.press("enter")
        await says(pilot, "Uploading photos", "9 of 36 photos", "s stop")
        await pilot.press("s")
        await says(pilot, "Cancel the start?")
        await pilot.press("y")
        await says(pilot, "was cancelled")
        (record,) = paid.book.sweeps.newest()
        assert record.state is not None
        assert record.state.status is Status.STOPPED
        assert list(root.glob("*/sweep.json")) == []


async def test_a_start_whose_answer_was_lost_is_gone_on_with_at_the_next_start(
    paid: Services, root: Path
) -> None:
    (root / "lost-sweep").touch()
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await to_review(pilot)
        await pilot.press("enter")
        await says(pilot, "the answer was lost")
    (root / "lost-sweep").unlink()
    (record,) = paid.book.sweeps.newest()
    assert record.launched is None
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await says(pilot, "was interrupted", "It goes on.")
        await settle(pilot, lambda: paid.book.sweeps.get(record.id).state is not None, "the sweep to be seen")
        assert len(list(root.glob("*/sweep.json"))) == 1


async def test_one_that_another_program_started_is_listed_and_opened(paid: Services, root: Path) -> None:
    other = root / "other-1"
    other.mkdir()
    write_sweep(
        other,
        {
            "job": {"launch_id": "x"}, "ranges": [parse_range("learning_rate", "0.001..0.1").as_json()],
            "jobs": 2, "parallel": 1, "strategy": "Random", "status": "InProgress",
        },
    )  # fmt: skip
    async with cockpit_app(paid).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("J")
        await says(pilot, "other-1")
        await pilot.press("enter")
        await says(pilot, "Sweep  other-1", "● InProgress  0 of 2 jobs")


async def test_read_only_shows_sweeps_and_starts_none(paid: Services) -> None:
    async with cockpit_app(replace(paid, read_only=True)).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("L")
        await says(pilot, "Read-only: cannot start a sweep")
        await pilot.press("J")
        await says(pilot, "There is no sweep yet")
