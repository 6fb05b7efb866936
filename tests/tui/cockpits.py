"""Driving the cockpit: opening it, waiting for what it shows, launching with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import paths
from tests.tui.waiting import settle
from tui import themes
from tui.app import TrainscopeApp
from tui.screens.cockpit import Cockpit
from tui.screens.page import PageRows
from tui.screens.review import ReviewPage
from tui.widgets.dataset_pane import DatasetPane

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from core.job.status import Status
    from tui.services import Services
    from tui.widgets.chart_pane import ChartPane
    from tui.widgets.rows import Rows

WIDE = (120, 40)
QUICK = {"epochs": "2", "mini_batch_size": "4", "image_shape": "3,32,32"}


def cockpit_app(services: Services) -> TrainscopeApp:
    return TrainscopeApp(services, themes.load_themes(paths.themes_dir(), {}), themes.DEFAULT)


def cockpit(pilot: Pilot[None]) -> Cockpit:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Cockpit)
    return screen


def text(pilot: Pilot[None], pane: type[Rows] | type[ChartPane]) -> str:
    return "\n".join(row.plain for row in pilot.app.screen.query_one(pane).rows)


async def ready(pilot: Pilot[None], verdict: str = "ready to train") -> None:
    await settle(pilot, lambda: verdict in text(pilot, DatasetPane), "the data set to be checked")


async def reviewed(pilot: Pilot[None], verdict: str) -> None:
    await settle(
        pilot,
        lambda: isinstance(pilot.app.screen, ReviewPage) and verdict in text(pilot, PageRows),
        f"the review to say {verdict}",
    )


async def launched(pilot: Pilot[None]) -> Cockpit:
    """Launch with the keyboard and wait until the cockpit shows the job."""
    await ready(pilot)
    await pilot.press("l")
    await reviewed(pilot, "Ready")
    await pilot.press("enter")
    screen = cockpit(pilot)
    await settle(pilot, lambda: screen.watching.record is not None, "the job to be shown")
    return screen


def status(screen: Cockpit) -> Status | None:
    record = screen.watching.record
    return record.state.status if record and record.state else None


def has_focus(pilot: Pilot[None], pane: str) -> bool:
    return [shown.id for shown in pilot.app.screen.query(".pane:focus-within, .pane:focus")] == [pane]


def key_of(character: str) -> str:
    return {"/": "slash"}.get(character, character)
