"""One redraw of a chart with 10,000 points, reduction included, beside plotext given all of them."""

from __future__ import annotations

import math
import random
import sys
from typing import TYPE_CHECKING

from benchmarks.measure import Row, best_of, show
from cli.charts import Curve, text_chart
from core.chartview.curves import ChartData
from core.chartview.view import ChartView
from core.chartview.viewer import Viewer
from core.job.metrics import VALIDATION_ACCURACY, MetricPoint
from core.plot import reduce
from tui.widgets.chart_draw import draw_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS = 10_000
WIDTH, HEIGHT = 120, 30
BUDGET = 0.06


def noisy_curve(count: int) -> list[tuple[int, float]]:
    """A learning curve with noise, always the same."""
    chance = random.Random(0)
    return [(x, 0.9 * (1 - math.exp(-3 * x / count)) + chance.uniform(-0.05, 0.05)) for x in range(count)]


def plotext_alone(points: Sequence[tuple[int, float]]) -> str:
    """The floor: every point goes to plotext, drawn as a braille line."""
    import plotext

    plotext.terminal.limit(False, False)
    figure = plotext.figure
    figure.clear()
    figure.plot_size(WIDTH, HEIGHT)
    signal = figure.signal([x for x, _ in points], [y for _, y in points], marker="braille")
    figure.draw(signal.lines())
    text = figure.build().string(colorless=True)
    figure.clear()
    return str(text)


def cockpit_chart(viewer: Viewer) -> object:
    """What a key costs in the cockpit's chart: it draws all anew."""
    assert viewer.frame is not None
    return draw_chart(viewer.curves, viewer.view, viewer.frame, (WIDTH, HEIGHT), "braille")


def everything(points: Sequence[tuple[int, float]]) -> Viewer:
    """A chart that is smoothed, raw points behind, on a log scale, with a level line, by the time of day."""
    viewer = Viewer()
    viewer.view = ChartView(smoothing=0.6, log=True, threshold=0.5, axis="time")
    timed = [MetricPoint(VALIDATION_ACCURACY, x, y, "algo-1", 60.0 * x) for x, y in points]
    viewer.take(ChartData(tuple(timed)))
    return viewer


def run() -> bool:
    """Measure and print; returns whether the budget is kept."""
    points = noisy_curve(POINTS)
    curve = Curve("validation accuracy", "braille", points)
    plotext_alone(points[:10])
    floor = best_of(3, lambda: plotext_alone(points))
    ours = best_of(10, lambda: text_chart([curve], width=WIDTH, height=HEIGHT, ascii_only=False))
    kept = show(
        Row(f"chart of {POINTS:,} points, {WIDTH}×{HEIGHT}", "plotext given all", floor, ours, BUDGET)
    )
    viewer = everything(points)
    with_all = best_of(10, lambda: cockpit_chart(viewer))
    kept &= show(Row("the same after a key, everything on", "plotext given all", floor, with_all, BUDGET))
    floats = [(float(x), y) for x, y in points]
    alone = best_of(10, lambda: reduce(floats, WIDTH))
    show(Row(f"the reduction of {POINTS:,} points alone", "plotext given all", floor, alone, BUDGET))
    return kept


if __name__ == "__main__":
    sys.exit(not run())
