"""The chart pane: what it says while empty, and that it repaints only what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual._compositor import ChopsUpdate

from core.engine.base import InstanceMetric
from core.job.logfile import read_log
from core.job.metrics import MetricPoint
from tests.tui.panes import PaneApp, content_text, screen_text
from tui.widgets.chart_pane import ChartPane
from tui.widgets.chart_rows import ChartRows

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

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
        canvas = pane.query_one(ChartRows)
        assert not pane._repaint_regions
        assert not canvas._repaint_regions
        more = [*points(8), MetricPoint("validation:accuracy", 8, 0.6)]
        pane.show(more, 20)
        changed = sum(region.height for region in canvas._repaint_regions)
        assert 0 < changed < pane.content_size.height / 2
        assert not pane._repaint_regions


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
        assert "best 0.2500 @ 3" in legend, "of a loss the lowest is the best"
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


def title(pilot: Pilot[None]) -> str:
    return screen_text(pilot)[0].strip("╭╮━┏┓─ ")


async def test_keys_change_the_view_and_the_title_says_so() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        pane.show(points(12), 20, steps=10)
        await pilot.press("w", "w", "y", "plus")
        assert title(pilot) == "3 Validation accuracy · smooth 0.6 · log · zoom 6–16"
        await pilot.press("left")
        assert "zoom 4–14" in title(pilot)
        await pilot.press("a")
        assert "zoom 50–150 · by step" in title(pilot)
        await pilot.press("0", "a", "y", "w", "w")
        assert title(pilot) == "3 Validation accuracy"


async def test_the_view_survives_new_points_and_another_size_until_it_is_reset() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        pane.show(points(12), 20)
        await pilot.press("plus", "x", "left", "left")
        before = (title(pilot), content_text(pilot, pane)[0])
        assert before[1].startswith("◆ epoch 9")
        pane.show(points(14), 20)
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert (title(pilot), content_text(pilot, pane)[0]) == before
        await pilot.press("0", "escape")
        assert title(pilot) == "3 Validation accuracy"
        assert "best" in content_text(pilot, pane)[0]


async def test_another_job_keeps_the_switches_and_not_the_part_in_view() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        pane.show(points(12), 20)
        await pilot.press("w", "plus", "x")
        pane.clear()
        pane.show(points(3), 20)
        await pilot.pause()
        assert title(pilot) == "3 Validation accuracy · smooth 0.3"
        assert "best 0.4600 @ 2" in content_text(pilot, pane)[0]


async def test_every_metric_and_host_that_there_is_can_be_shown() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        speed = [MetricPoint("train:throughput", epoch, 170.0 + epoch) for epoch in range(3)]
        pane.show([*points(3), *speed], 20)
        for minute in range(3):
            pane.usage_seen([InstanceMetric("algo-1", 60.0 * minute, gpu=0.9)])
        seen = []
        for _ in range(5):
            seen.append(title(pilot))
            await pilot.press("v")
        assert seen == [
            "3 Validation accuracy",
            "3 Train accuracy",
            "3 Throughput, samples/s",
            "3 algo-1 GPU, part in use · by time",
            "3 Validation accuracy",
        ]
        await pilot.press("V")
        assert title(pilot) == seen[0]


async def test_a_level_line_is_typed_and_taken_away() -> None:
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        pane.show(points(5), 20)
        await pilot.press("h", *"0.x", "enter")
        await pilot.pause()
        assert content_text(pilot, pane)[0].startswith("not a number: type one such as 0.75")
        await pilot.press("backspace", *"5", "enter")
        await pilot.pause()
        assert title(pilot) == "3 Validation accuracy · line 0.5000"
        assert any("- - - -" in row for row in content_text(pilot, pane))
        await pilot.press("h", "backspace", "enter")
        await pilot.pause()
        assert title(pilot) == "3 Validation accuracy"


async def test_a_step_of_the_crosshair_costs_less_than_400_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    pane = ChartPane(style="braille", id="chart")
    async with PaneApp(pane).run_test(size=(80, 24)) as pilot:
        rising = [MetricPoint("validation:accuracy", epoch, 0.9 - 0.5 / (epoch + 1)) for epoch in range(30)]
        pane.show([*rising, *points(8)], 30)
        await pilot.press("x")
        costs = []
        for _ in range(29):
            pane.viewer.move(-1)
            pane._draw()
            costs.append(bytes_of_repaint(pilot, pane))
        assert pilot.app.console.color_system == "truecolor"
        assert 0 < sorted(costs)[len(costs) // 2] < 400


def bytes_of_repaint(pilot: Pilot[None], pane: ChartPane) -> int:
    """What a terminal with all colours would be sent for what changed in the pane."""
    screen, canvas = pilot.app.screen, pane.query_one(ChartRows)
    screen._compositor.update_widgets({canvas})
    update = screen._compositor.render_update()
    assert isinstance(update, ChopsUpdate)
    return len(update.render_segments(pilot.app.console).encode())
