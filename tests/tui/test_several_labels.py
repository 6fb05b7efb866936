"""Photos with several labels in the cockpit: counts, form, review, a job by keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.dataset import lst
from core.dataset.model import Row
from core.job.status import Status
from tests.tui.cockpits import QUICK, WIDE, cockpit_app, launched, ready, reviewed, status, text
from tests.tui.panes import screen_text
from tests.tui.waiting import settle
from tui.screens.page import PageRows
from tui.widgets.chart_pane import ChartPane
from tui.widgets.dataset_pane import DatasetPane
from tui.widgets.form_list import FormList
from tui.widgets.form_pane import FormPane

if TYPE_CHECKING:
    from tui.services import Services


@pytest.fixture
def several(services: Services, tmp_path: Path) -> Services:
    """The drawn photos with one list: the first class, the second, and a mark on every other photo."""
    root = services.settings.dataset.path
    assert isinstance(root, Path)
    paths = sorted(file.relative_to(root).as_posix() for file in root.rglob("*.jpg"))
    rows = [
        Row(place, (float("class-0" in path), float("class-1" in path), float(place % 2)), path)
        for place, path in enumerate(paths)
    ]
    lst.write(tmp_path / "own.lst", rows)
    dataset = replace(services.settings.dataset, train_lst=tmp_path / "own.lst")
    settings = replace(services.settings, dataset=dataset, hyperparameters={**QUICK, "num_classes": "auto"})
    return replace(services, settings=settings)


async def test_no_mended_copy_is_offered_of_photos_with_a_list(several: Services) -> None:
    root = several.settings.dataset.path
    assert isinstance(root, Path)
    (root / "class-0" / "0.jpg").write_bytes(b"")
    async with cockpit_app(several).run_test(size=WIDE) as pilot:
        await ready(pilot, "1 error")
        await pilot.press("1", "enter")
        await settle(pilot, lambda: any("empty-file" in row for row in screen_text(pilot)), "the page")
        assert not any("--fix" in row for row in screen_text(pilot))


async def test_counts_say_what_they_count_and_the_form_what_the_lists_turn_on(several: Services) -> None:
    async with cockpit_app(several).run_test(size=WIDE) as pilot:
        await ready(pilot)
        assert "photos with the label:" in text(pilot, DatasetPane)
        form = pilot.app.screen.query_one(FormPane)
        await pilot.press("2")
        for _ in range(8):
            if form.marked != "multi_label":
                await pilot.press("down")
        assert form.marked == "multi_label"
        assert "yes auto" in text(pilot, FormList)
        await pilot.press("right")
        assert form.given["multi_label"] == "0"
        await settle(pilot, lambda: "1 error in the hyperparameters" in text(pilot, DatasetPane), "the error")
        await pilot.press("backspace")
        assert "multi_label" not in form.given
        await settle(pilot, lambda: "ready to train" in text(pilot, DatasetPane), "the end of the error")


async def test_a_job_with_several_labels_is_launched_and_followed_to_its_end(several: Services) -> None:
    async with cockpit_app(several).run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("l")
        await reviewed(pilot, "Ready")
        review = text(pilot, PageRows)
        for part in ("always saying no reaches an accuracy of 0.61", "multi_label", "num_classes"):
            assert part in review
        assert review.count("from the data set") == 3
        await pilot.press("escape")
        screen = await launched(pilot)
        await settle(pilot, lambda: status(screen) is Status.COMPLETED, "the job to end", seconds=60)
        await settle(pilot, lambda: "best" in text(pilot, ChartPane), "the best point")
