"""The whole way by keyboard on this machine: train, deploy, ask about the photos, take it down again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from core.job.status import Status
from tests.tui.cockpits import WIDE, cockpit_app, launched, status
from tests.tui.hosted import deployed, says, shown
from tests.tui.waiting import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.services import Services


@pytest.fixture
def alone(services: Services) -> Iterator[Services]:
    """Services behind which no server lives on, whatever becomes of the test."""
    yield services
    for state in list(services.engine.endpoints()):
        services.engine.undeploy(state.key.name)


async def test_a_model_is_trained_deployed_asked_and_taken_down(alone: Services) -> None:
    async with cockpit_app(alone).run_test(size=WIDE, notifications=True) as pilot:
        screen = await launched(pilot)
        await settle(pilot, lambda: status(screen) is Status.COMPLETED, "the end of the job", seconds=60.0)
        await deployed(pilot)
        await says(pilot, "Endpoints  1 endpoint free")
        await pilot.press("enter")
        await says(pilot, "photos")
        await pilot.press("enter")
        await says(pilot, "photos right")
        assert re.search(r"accuracy [01]\.\d{4}: \d+ of \d+ photos right", shown(pilot))
        await pilot.press("escape", "escape")
        await says(pilot, "Endpoints  1 endpoint free")
        await pilot.press("u")
        await says(pilot, "down?", "stays")
        await pilot.press("y")
        await says(pilot, "none is up")
    assert list(alone.engine.endpoints()) == []
