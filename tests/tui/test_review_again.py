"""Who mends what a review named and opens the next one is judged by the photos as they are now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.tui.cockpits import WIDE, cockpit_app, ready, reviewed, text
from tests.tui.waiting import settle
from tui.services import Services
from tui.widgets.dataset_pane import DatasetPane


async def test_photos_that_were_mended_are_read_again_for_the_next_review(services: Services) -> None:
    path = services.settings.dataset.path
    assert isinstance(path, Path)
    bad = path / "class-0" / "broken.jpg"
    bad.write_bytes(b"not a photo")
    async with cockpit_app(services).run_test(size=WIDE) as pilot:
        await settle(pilot, lambda: "1 error" in text(pilot, DatasetPane), "the finding")
        await pilot.press("l")
        await reviewed(pilot, "can't be launched yet")
        bad.unlink()
        await pilot.press("escape", "l")
        await reviewed(pilot, "Ready.")


async def test_a_photo_that_went_away_is_missed_by_one_review_only(services: Services) -> None:
    given = services.settings.dataset
    path = given.path
    assert isinstance(path, Path)
    packed = replace(services.settings, dataset=replace(given, input="recordio"))
    async with cockpit_app(replace(services, settings=packed)).run_test(size=WIDE) as pilot:
        await ready(pilot)
        next((path / "class-0").iterdir()).unlink()
        await pilot.press("l")
        await reviewed(pilot, "can't be launched yet")
        await pilot.press("escape", "l")
        await reviewed(pilot, "Ready.")
