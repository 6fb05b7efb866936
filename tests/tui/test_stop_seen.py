"""What came of a stop is looked at at once, not when the state would be asked for next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import Cadence
from core.job.status import Status
from tests.core.fileengine import FileEngine, write_state
from tests.tui.cockpits import WIDE, cockpit, cockpit_app
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.screens.jobs import JobsScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.services import Services

HOUR = Cadence(3600.0, 3600.0)


def seldom(services: Services, root: Path) -> Services:
    """A job that runs, shown in the cockpit, with an engine that is asked once an hour."""
    write_state(root / "ic-a", Status.IN_PROGRESS, "Training")
    engine = FileEngine(root, cadences={"Training": HOUR})
    services.book.add_job(engine.key("ic-a"), spec=None, created=1000.0)
    return replace(services, engine=engine)


async def shows(pilot: Pilot[None], wanted: Status) -> None:
    def seen() -> bool:
        record = cockpit(pilot).watching.record
        return record is not None and record.state is not None and record.state.status is wanted

    await settle(pilot, seen, f"the cockpit to show {wanted.value}")


def in_the_list(pilot: Pilot[None], words: str) -> bool:
    return isinstance(pilot.app.screen, JobsScreen) and words in "\n".join(screen_text(pilot))


@pytest.mark.parametrize("in_list", [False, True])
async def test_a_stop_is_seen_at_once_wherever_it_was_asked_for(
    services: Services, home: Path, in_list: bool
) -> None:
    app = cockpit_app(seldom(services, home / "jobs"))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await shows(pilot, Status.IN_PROGRESS)
        if in_list:
            await pilot.press("j")
            await settle(pilot, lambda: in_the_list(pilot, "● Training"), "the list")
        await pilot.press("s", "y")
        await shows(pilot, Status.STOPPED)
