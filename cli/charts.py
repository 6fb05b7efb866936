"""Curves as text (plotext) or as a picture (matplotlib): the accuracy of every finished epoch."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.chartview.scale import log_scale
from core.errors import TrainscopeError, UsageError
from core.job.metrics import TRAIN_ACCURACY, VALIDATION_ACCURACY, best
from core.job.progress import series
from core.nearest import did_you_mean
from core.plot import polyline, reduce
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.job.metrics import MetricPoint

PICTURES = (".svg", ".png")
_SMALLEST = (30, 8)
_AXIS_CELLS = 8
_X_TICKS = 8
_ASCII = str.maketrans("┌┐└┘┬┴├┤┼─│", "+++++++++-|")


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a chart: its name, its marker in a text chart, its (epoch, value) in epoch order."""

    name: str
    marker: str
    points: Sequence[tuple[int, float]]


def curves_of(points: Sequence[MetricPoint], *, ascii_only: bool) -> list[Curve]:
    """Train and validation accuracy, as far as there are any values that can be drawn; validation last, on top."""
    wanted = (
        ("train accuracy", "." if ascii_only else "·", TRAIN_ACCURACY),
        ("validation accuracy", "*" if ascii_only else "braille", VALIDATION_ACCURACY),
    )
    curves = [Curve(name, marker, series(points, metric)) for name, marker, metric in wanted]
    return [curve for curve in curves if any(math.isfinite(value) for _, value in curve.points)]


def curves_of_metric(points: Sequence[MetricPoint], name: str) -> list[Curve]:
    """The curve of one metric with that of training beneath it, for a picture.

    Raises:
        UsageError: there is no such metric, or nothing of it can be drawn.
    """
    from core.chartview.metrics import choices, title, twin

    names = [known for known in choices(points) if series(points, known)]
    if name not in names:
        raise UsageError(
            f"there is no metric {clean(name)}{did_you_mean(name, names)}",
            fix=f"metrics of this run: {', '.join(map(clean, names)) or 'none yet'}",
        )
    wanted = [known for known in (twin(name, names), name) if known]
    curves = [Curve(title(known), "", series(points, known)) for known in wanted]
    if not any(math.isfinite(value) for _, value in curves[-1].points):
        raise UsageError(
            f"no value of {clean(name)} is a number: nothing to draw", fix="choose another metric"
        )
    return curves


def headline(points: Sequence[MetricPoint], curves: Sequence[Curve]) -> str:
    """What the chart shows, in words: each curve with its sign and last value, and the best epoch."""
    parts = []
    for curve in reversed(curves):
        sign = "⣀" if curve.marker == "braille" else curve.marker
        parts.append(f"{sign} {curve.name} {curve.points[-1][1]:.4f}")
    found = best(points)
    if found is not None:
        parts.append(f"best {found.value:.4f} at epoch {found.epoch}")
    return ", ".join(parts)


def text_chart(
    curves: Sequence[Curve], *, width: int, height: int, ascii_only: bool, log: bool = False
) -> list[str]:
    """The curves as lines of text without any escape codes.

    Args:
        curves: at least one.
        width: cells, at least 30.
        height: lines, at least 8.
        ascii_only: for terminals without Unicode.
        log: on a logarithmic scale; all values are above zero or nan.
    """
    import plotext

    width, height = max(width, _SMALLEST[0]), max(height, _SMALLEST[1])
    plotext.terminal.limit(False, False)
    figure = plotext.figure
    figure.clear()
    figure.plot_size(width, height)
    figure.legend(False)
    for curve in curves:
        columns = reduce([(float(epoch), value) for epoch, value in curve.points], width - _AXIS_CELLS)
        for piece in polyline(columns):
            xs, ys = [x for x, _ in piece], [math.log10(y) if log else y for _, y in piece]
            figure.draw(figure.signal(xs, ys, marker=curve.marker).lines())
    first, last = (find(epoch for curve in curves for epoch, _ in curve.points) for find in (min, max))
    step = max(1, math.ceil((last - first) / _X_TICKS))
    ticks = list(range(first, last + 1, step))
    figure.ruler("x", "lower").ticks(ticks, [str(tick) for tick in ticks])
    if log:
        values = [value for curve in curves for _, value in curve.points if math.isfinite(value)]
        scale = log_scale(values, height)
        figure.ruler("y", "left").ticks(list(scale.ticks), list(scale.labels))
    lines = figure.build().string(colorless=True).rstrip("\n").split("\n")
    figure.clear()
    return [(line.translate(_ASCII) if ascii_only else line).rstrip() for line in lines]


def require_picture(file: Path) -> None:
    """Refuse a file that is no picture by its name, before anything is read or asked.

    Raises:
        UsageError: the name ends in neither ``.svg`` nor ``.png``.
    """
    if file.suffix.lower() not in PICTURES:
        raise UsageError(f"cannot draw into {file}", fix="end the name in .svg or .png")


def save_picture(
    curves: Sequence[Curve], file: Path, *, title: str, measure: str = "accuracy", log: bool = False
) -> None:
    """Draw the curves into a file whose name `require_picture` has let pass.

    Args:
        curves: at least one.
        file: replaced.
        title: over the picture.
        measure: what stands beside the axis of values.
        log: on a logarithmic scale.

    Raises:
        TrainscopeError: matplotlib is not installed.
        UsageError: the file cannot be written.
    """
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it talks of its own caches
    try:
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError as error:
        raise TrainscopeError(
            "cannot draw a picture",
            why="matplotlib is not installed",
            fix="install it: pip install 'trainscope[plots]', or leave out -o for a chart as text",
        ) from error
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for curve in reversed(curves):
        axes.plot(*zip(*curve.points, strict=True), label=curve.name, marker="o", markersize=3)
    axes.set(xlabel="epoch", ylabel=measure.replace("$", r"\$"), title=title.replace("$", r"\$"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_yscale("log" if log else "linear")
    axes.grid(alpha=0.3)
    axes.legend()
    try:
        figure.savefig(file, dpi=150)
    except OSError as error:
        raise UsageError(
            f"cannot write {file}",
            why=error.strerror or str(error),
            fix="name a file in a folder that exists and can be written to",
        ) from error
