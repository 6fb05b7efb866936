"""Curves as inline SVG: drawn here, so that a report needs no other program and no script. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from core.chartview.metrics import number
from core.chartview.scale import whole_numbers, y_scale
from core.plot import polyline, reduce
from core.report.markup import Html, joined, tag, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.chartview.scale import Scale

WIDTH, HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 28, 12, 40
_ROWS, _COLUMNS = 16, 72
"""As many labels as on a chart of so many cells."""
_LETTER = 12
"""Height of a letter."""
_MOST_STROKES = 600
_LARGEST = 1e100
"""What is beyond is no value that an axis can be made of."""


class Line(NamedTuple):
    """One curve.

    Args:
        name: what the legend calls it.
        mark: a letter at its end, as in the legend.
        points: (epoch, value), in epoch order.
        style: number of its colour and dashes.
        best: the point to be marked; None: none is.
    """

    name: str
    mark: str
    points: Sequence[tuple[int, float]]
    style: int
    best: tuple[int, float] | None = None


class _Frame(NamedTuple):
    """Where values lie on the picture."""

    across: Scale
    up: Scale

    def x(self, epoch: float) -> float:
        return _LEFT + self.across.share(epoch) * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - self.up.share(value) * (HEIGHT - _TOP - _BOTTOM)


def chart(title: str, lines: Sequence[Line]) -> Html:
    """A figure: the curves over the epochs, what they are called, and what they show in words.

    Args:
        title: what is drawn.
        lines: at most eight; those without a finite value are only named.
    """
    drawn = [line for line in lines if any(_fits(value) for _, value in line.points)]
    if not drawn:
        return Html("")
    values = [value for line in drawn for _, value in line.points if _fits(value)]
    last = max(epoch for line in drawn for epoch, _ in line.points)
    frame = _Frame(whole_numbers(0, max(1, last), _COLUMNS), y_scale(values, _ROWS))
    picture = tag(
        "svg",
        tag("title", text(title)),
        tag("desc", text(" ".join(map(words, lines)))),
        _axes(frame),
        joined(_curve(line, frame) for line in drawn),
        _ends(drawn, frame),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )
    legend = tag("ul", *map(_legend, lines), class_="legend")
    return tag("figure", tag("figcaption", text(title)), picture, legend)


def words(line: Line) -> str:
    """A curve as a sentence, for those who do not see it."""
    finite = [(epoch, value) for epoch, value in line.points if math.isfinite(value)]
    if not finite:
        return f"{line.name}: no value that can be drawn."
    (first, begin), (last, end) = finite[0], finite[-1]
    said = f"{line.name}: {number(begin)} at epoch {first}"
    said += f", {number(end)} at epoch {last}" if last != first else ""
    said += "" if line.best is None else f", best {number(line.best[1])} at epoch {line.best[0]}"
    broken = len(line.points) - len(finite)
    said += f", not a number in {broken} of {len(line.points)} epochs" if broken else ""
    return f"{said}."


def _legend(line: Line) -> Html:
    """A piece of the line beside its name."""
    sample = tag(
        "svg",
        tag("path", d="M0 6H36", class_=f"line s{line.style}"),
        viewBox="0 0 36 12",
        width="36",
        height="12",
        aria_hidden="true",
    )
    return tag("li", sample, text(f" {line.mark} " if line.mark else " "), text(words(line)))


def _axes(frame: _Frame) -> Html:
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    parts = []
    for tick, label in zip(frame.up.ticks, frame.up.labels, strict=True):
        y = frame.y(tick)
        parts.append(tag("path", d=f"M{_LEFT} {y:.1f}H{right}", class_="grid"))
        parts.append(tag("text", text(label), x=f"{_LEFT - 8}", y=f"{y + 4:.1f}", text_anchor="end"))
    for tick, label in zip(frame.across.ticks, frame.across.labels, strict=True):
        place = {"x": f"{frame.x(tick):.1f}", "y": f"{bottom + 18}", "text_anchor": "middle"}
        parts.append(tag("text", text(label), **place))
    middle = f"{(_LEFT + right) / 2:.0f}"
    parts.append(tag("text", text("epoch"), x=middle, y=f"{HEIGHT - 4}", text_anchor="middle"))
    return joined(parts)


def _curve(line: Line, frame: _Frame) -> Html:
    """The line, broken where there is no number, which is marked on the axis; its best point"""
    points = [(float(epoch), value if _fits(value) else math.nan) for epoch, value in line.points]
    strokes = polyline(reduce(points, _MOST_STROKES))
    path = " ".join(
        "M" + "L".join(f"{frame.x(x):.1f} {frame.y(y):.1f}" for x, y in (stroke * 2)[: max(2, len(stroke))])
        for stroke in strokes
    )
    bottom = HEIGHT - _BOTTOM
    style = f"s{line.style}"
    parts = [tag("path", d=path, class_=f"line {style}")]
    for x in sorted({round(frame.x(epoch), 1) for epoch, value in points if math.isnan(value)}):
        parts.append(tag("path", d=f"M{x - 4} {bottom - 4}l8 8m0 -8l-8 8", class_=f"mark {style}"))
    if line.best is not None and _fits(line.best[1]):
        x, y = frame.x(line.best[0]), frame.y(line.best[1])
        parts.append(tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="4", class_=f"mark {style}"))
    return joined(parts)


def _ends(lines: Sequence[Line], frame: _Frame) -> Html:
    """The letters behind the last points, below each other where they would lie upon each other."""
    last = [
        (frame.y(value), frame.x(epoch), line.mark)
        for line in lines
        if line.mark
        for epoch, value in [[point for point in line.points if _fits(point[1])][-1]]
    ]
    parts = []
    free = 0.0
    for wanted, x, mark in sorted(last):
        y = max(wanted, free)
        free = y + _LETTER
        parts.append(tag("text", text(mark), class_="end", x=f"{x + 6:.1f}", y=f"{y + 4:.1f}"))
    return joined(parts)


def _fits(value: float) -> bool:
    return math.isfinite(value) and abs(value) < _LARGEST
