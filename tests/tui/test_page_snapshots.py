"""What the pages look like, and the panes while they are used; at a time and place that are always the same.

After a change that is meant: make test ARGS='tests/tui/test_page_snapshots.py --snapshot-update'
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import LogLine
from core.job.metrics import TRAIN_ACCURACY
from core.job.status import JobKey
from tests.core.compare.runs import BEGAN, points, state
from tests.tui.cockpits import WIDE, cockpit, cockpit_app, ready, text
from tests.tui.hosted import HOURS, JOB, deployed, hosted, root_of, says
from tests.tui.paid import PLACE, PaidEngine
from tests.tui.waiting import settle
from tui.widgets.chart_pane import ChartPane

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.test_snapshots import SnapCompare
    from tui.services import Services

ADAM = [0.31, 0.42, 0.54, 0.58, 0.57, 0.63, 0.66, 0.65, 0.64]
SGD = [0.22, 0.35, 0.41, 0.49, 0.55, 0.58, 0.6, 0.62, 0.63, 0.62]
BATCH = "Epoch[{}] Batch [20] Speed: 217.091 samples/sec accuracy={:.6f}"


@pytest.fixture(autouse=True)
def greenwich(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times of day are those of Greenwich."""
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def trained(services: Services, home: Path) -> Services:
    """Two runs that differ in their optimizer, the newer with a log."""
    services = replace(services, engine=PaidEngine(home / "jobs"), clock=lambda: BEGAN + 7200)
    add(services, "ic-photos-sgd", "sgd", SGD, BEGAN - 60)
    add(services, "ic-photos-adam", "adam", ADAM, BEGAN)
    return services


def add(services: Services, name: str, optimizer: str, values: Sequence[float], created: float) -> None:
    """A run that has ended and whose log was read."""
    known = state({"num_classes": "5", "optimizer": optimizer, "epochs": str(len(values))})
    found = (*points(values), *points([value + 0.1 for value in values], TRAIN_ACCURACY))
    lines = [
        LogLine(f"{number}", "local", BEGAN + number, line)
        for number, line in enumerate(
            line
            for epoch, value in enumerate(values)
            for line in (BATCH.format(epoch, value), f"Epoch[{epoch}] Validation-accuracy={value:.6f}")
        )
    ]
    record = services.book.add_job(
        JobKey(*PLACE, name), spec={"hyperparameters": dict(known.hyperparameters)}, created=created
    )
    services.book.mark_launched(record.id)
    services.book.store(
        record.id, old_cursor=None, cursor="1", points=found, lines=lines, state=known, drained=True
    )


async def opened(pilot: Pilot[None]) -> None:
    """The cockpit once it shows the curve of the newest run."""
    await pilot.pause()
    await ready(pilot)
    await settle(pilot, lambda: "best 0.6600 @ 6" in text(pilot, ChartPane), "the curve")


def test_the_chart_with_its_crosshair(trained: Services, snap_compare: SnapCompare) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("3", "x", "left", "left", "w")
        await says(pilot, "epoch 6", "smooth 0.3")

    assert snap_compare(cockpit_app(trained), terminal_size=WIDE, run_before=shown)


def test_the_log_while_it_is_searched(trained: Services, snap_compare: SnapCompare) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("slash", *"Valid", "enter", "N", "M")
        await says(pilot, "/Valid  8 of 9")

    assert snap_compare(cockpit_app(trained), terminal_size=WIDE, run_before=shown)


def test_a_comparison(trained: Services, snap_compare: SnapCompare) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("j")
        await says(pilot, "Jobs  2", "ic-photos-sgd")
        await pilot.press("home", "space", "down", "space", "v")
        await says(pilot, "Compare  2 runs", "What differs")

    assert snap_compare(cockpit_app(trained), terminal_size=WIDE, run_before=shown)


@pytest.fixture
def paid(services: Services) -> Services:
    """Endpoints cost money, and a job has left a model."""
    services = replace(hosted(services), clock=lambda: BEGAN)
    root_of(services).created = BEGAN - HOURS * 3600 + 30
    return services


def test_the_review_of_a_deployment(paid: Services, snap_compare: SnapCompare) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        await settle(pilot, lambda: cockpit(pilot).watching.name == JOB, "the job")
        await pilot.press("d")
        await says(pilot, "✓ Ready. Enter deploys")

    assert snap_compare(cockpit_app(paid), terminal_size=WIDE, run_before=shown)


def test_the_list_of_endpoints(paid: Services, snap_compare: SnapCompare) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        await settle(pilot, lambda: cockpit(pilot).watching.name == JOB, "the job")
        await deployed(pilot)
        await says(pilot, "Endpoints  1 endpoint $1.00, $0.50/h")
        pilot.app.clear_notifications()

    assert snap_compare(cockpit_app(paid), terminal_size=WIDE, run_before=shown)
