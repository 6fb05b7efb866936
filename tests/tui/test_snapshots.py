"""What the main screens look like.

After a change that is meant: make test ARGS='tests/tui/test_snapshots.py --snapshot-update'
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest

from core.job.status import JobKey, Status
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state
from tests.tui.cockpits import cockpit_app, ready, text
from tests.tui.waiting import settle
from tui.widgets.chart_pane import ChartPane

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.app import TrainscopeApp
    from tui.services import Services

ACCURACIES = (0.31, 0.42, 0.54, 0.58, 0.57, 0.63, 0.66, 0.65)


class SnapCompare(Protocol):
    """The plugin's fixture: draws the app and compares it with what is stored."""

    def __call__(
        self,
        app: TrainscopeApp,
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
        await pilot.press("question_mark")

    assert snap_compare(cockpit_app(services), terminal_size=(120, 60), run_before=shown)
