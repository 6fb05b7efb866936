"""The chart pane: what it says while empty, and that it repaints only what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.job.logfile import read_log
from core.job.metrics import MetricPoint
from tests.tui.panes import PaneApp, content_text, screen_text
from tui.widgets.chart_pane import ChartPane

if TYPE_CHECKING:
    from pathlib import Path

    from tui.widgets.chart_canvas import ChartStyle


def points(count: int) -> list[MetricPoint]:
    names = (("train:accuracy", 0.05), ("validation:accuracy", 0.0))
    return [
        MetricPoint(name, epoch, 0.4 + 0.03 * epoch + more) for epoch in range(count) for name, more in names
    ]


async def test_it_says_what_will_appear_and_when() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(60, 14)) as pilot:
        await pilot.pause()
        assert "after each epoch of a job" in " ".join(map(str.strip, content_text(pilot, pane)))
        pane.show([], 10)
        await pilot.pause()
        assert "first epoch has been validated" in " ".join(map(str.strip, content_text(pilot, pane)))
        pane.show(points(3), 10)
        await pilot.pause()
        assert "best 0.4600 @ 2" in content_text(pilot, pane)[0]
        pane.clear()
        await pilot.pause()
        assert "after each epoch of a job" in " ".join(map(str.strip, content_text(pilot, pane)))


async def test_the_same_points_again_repaint_nothing_and_a_new_one_not_everything() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        pane.show(points(8), 20)
        await pilot.pause()
        pane.show(points(8), 20)
        assert not pane._repaint_regions
        more = [*points(8), MetricPoint("validation:accuracy", 8, 0.6)]
        pane.show(more, 20)
        changed = sum(region.height for region in pane._repaint_regions)
        assert 0 < changed < pane.content_size.height / 2


async def test_another_size_is_another_drawing() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        pane.show(points(8), 20)
        await pilot.pause()
        await pilot.resize_terminal(42, 12)
        await pilot.pause()
        assert content_text(pilot, pane)[-1].endswith("19")
        assert len(pane.rows) == 10


async def test_copy_takes_the_points_as_a_table() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test() as pilot:
        assert pane.copy_text() == ""
        pane.show([MetricPoint("validation:accuracy", 0, 0.5)], None)
        await pilot.pause()
        assert pane.copy_text() == "epoch\tvalidation:accuracy\ttrain:accuracy\n0\t0.5\t"


@pytest.mark.parametrize("theme", ["trainscope", "light", "colour-blind-safe", "terminal"])
@pytest.mark.parametrize("style", ["braille", "block", "ascii"])
async def test_it_draws_in_every_theme_and_style(theme: str, style: ChartStyle) -> None:
    pane = ChartPane(style=style, id="chart")
    async with PaneApp(pane, theme).run_test(size=(80, 24)) as pilot:
        pane.show(points(8), 20)
        await pilot.pause()
        assert "best 0.6100 @ 7" in content_text(pilot, pane)[0]


async def test_every_real_log_is_drawn(shared: Path) -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        for file in sorted((shared / "data" / "logs").glob("*.log")):
            found = list(read_log(file.read_text("utf-8", "replace").splitlines()))
            pane.clear()
            pane.show(found, None)
            await pilot.pause()
            names = {point.name for point in found}
            drawn = any("┤" in row for row in content_text(pilot, pane))
            assert drawn == bool(names & {"validation:accuracy", "train:accuracy"}), file.name


async def test_a_job_of_another_algorithm_shows_its_own_metric_under_its_own_name() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 14)) as pilot:
        loss = [MetricPoint("validation:logloss", epoch, 1.0 / (epoch + 1)) for epoch in range(4)]
        train = [MetricPoint("train:logloss", epoch, 0.9 / (epoch + 1)) for epoch in range(4)]
        speed = [MetricPoint("train:throughput", epoch, 100.0) for epoch in range(9)]
        pane.show([*speed, *train, *loss], None)
        await pilot.pause()
        assert "3 Validation:logloss" in "\n".join(screen_text(pilot))
        legend = content_text(pilot, pane)[0]
        assert "validation 0.2500" in legend
        assert "train 0.2250" in legend
        assert "best" not in legend, "of a loss the highest is not the best"
        assert pane.copy_text().splitlines()[1] == "0\t1.0\t0.9"
        pane.clear()
        await pilot.pause()
        assert "3 Validation accuracy" in "\n".join(screen_text(pilot))


async def test_a_metric_without_a_twin_is_shown_alone_and_a_rising_one_has_its_best() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 14)) as pilot:
        pane.show([MetricPoint("ndcg:map[/x]", epoch, 0.1 * epoch) for epoch in range(4)], None)
        await pilot.pause()
        legend = content_text(pilot, pane)[0]
        assert "ndcg:map[/x] 0.3000" in legend
        assert "best 0.3000 @ 3" in legend
        assert pane.copy_text().splitlines()[:2] == ["epoch\tndcg:map[/x]", "0\t0.0"]
