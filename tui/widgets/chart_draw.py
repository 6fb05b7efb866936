"""The chart's rows: legend, curves, axes. Values in, `Content` out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from core.chartview.figure import figure, height
from tui.widgets.chart_canvas import cell, curve, dotted, spots
from tui.widgets.chart_legend import SIGNS, legend, readout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.chartview.crosshair import Reading
    from core.chartview.curves import Curves
    from core.chartview.figure import Figure
    from core.chartview.frame import Frame
    from core.chartview.view import ChartView
    from tui.widgets.chart_canvas import ChartStyle

    Layers = Sequence[tuple[str, str]]
    """Texts of equal length with their styles; of each column the first that is drawn is seen."""
    Marks = Mapping[int, tuple[str, str]]

SMALLEST = (24, 5)
"""Width and height below which there is only the legend."""
_LEVEL = "- "
"""The level line is of one-byte characters: it crosses the whole chart."""
_CROSS_STYLE = "$accent bold reverse"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart that is drawn once and then only changed where the crosshair is.

    Args:
        shown: the curves.
        view: how the user looks at them.
        frame: where their points stand.
        size: width and height in cells.
        style: braille, block or ascii.
        figure: what is drawn; None if nothing can be, or there is no room.
        rows: as they are without a crosshair, exactly as many as there is height.
        layers: of each row of the canvas.
    """

    shown: Curves
    view: ChartView
    frame: Frame
    size: tuple[int, int]
    style: ChartStyle
    figure: Figure | None
    rows: tuple[Content, ...]
    layers: tuple[Layers, ...]

    def with_crosshair(self, reading: Reading | None) -> tuple[Content, ...]:
        """The rows with what the crosshair is on above them, and its sign on the point."""
        if reading is None:
            return self.rows
        rows = list(self.rows)
        rows[0] = readout(reading, self.shown, self.frame, self.size[0], self.style)
        figure = self.figure
        if figure is None or not figure.x.low <= reading.place <= figure.x.high:
            return tuple(rows)
        sign = (SIGNS[self.style].cross, _CROSS_STYLE)
        value = height(reading.point.value, log=self.view.log)
        if math.isfinite(value):
            column, row = cell(reading.place, value, figure.x, figure.y, figure.size)
            marks = {**_best_mark(figure, row, self.style), column: sign}
            edge = self.rows[row + 1].plain[: figure.margin]
            rows[row + 1] = canvas_row(self.layers[row], marks, edge)
        else:
            at = figure.margin + cell(reading.place, figure.y.low, figure.x, figure.y, figure.size)[0]
            rows[-1] = _over(rows[-1], at, sign)
        return tuple(rows)


def draw_chart(
    shown: Curves, view: ChartView, frame: Frame, size: tuple[int, int], style: ChartStyle
) -> Drawing:
    """The whole chart.

    Args:
        shown: the curves, at least one point.
        view: how the user looks at them; its crosshair is drawn by `Drawing.with_crosshair`.
        frame: where their points stand.
        size: width and height in cells; exactly so many rows are drawn, the legend first.
        style: braille, block or ascii.
    """
    width, rows_high = size
    roomy = width >= SMALLEST[0] and rows_high >= SMALLEST[1]
    found = figure(shown, view, frame, width, rows_high - 2) if roomy else None
    rows = [legend(shown, view, frame, width, style)]
    layers = _layers(found, style) if found is not None else ()
    if found is not None:
        edges = y_edges(found, style)
        for number in range(found.size[1]):
            rows.append(canvas_row(layers[number], _best_mark(found, number, style), edges[number]))
        rows.append(axis_row(found, style))
    rows += [Content("")] * (rows_high - len(rows))
    return Drawing(shown, view, frame, size, style, found, tuple(rows[:rows_high]), layers)


def canvas_row(layers: Layers, marks: Marks, edge: str) -> Content:
    """One row of several lines, the first before the others, in as few runs of one style as can be: each costs bytes.

    Args:
        layers: texts of one length; empty ones don't count.
        marks: column -> sign and style, before all lines.
        edge: the y axis, left of them.
    """
    drawn = [(text, style) for text, style in layers if text.strip(" \u2800")]
    end = max(
        [len(text.rstrip(" \u2800")) for text, _ in drawn] + [column + 1 for column in marks], default=0
    )
    runs = [(edge, "$text-dim")]
    for at in range(end):
        char, style = marks.get(at) or next(
            ((text[at], style) for text, style in drawn if text[at] not in " \u2800"), (" ", "")
        )
        if char == " " or runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + char, runs[-1][1])
        else:
            runs.append((char, style))
    return Content.assemble(*runs)


def axis_row(found: Figure, style: ChartStyle) -> Content:
    """The x axis with its labels in it; what is no number is crossed, what a log scale cannot show is marked."""
    line, corner = ("-", "+") if style == "ascii" else ("─", "└")
    width, x = found.size[0], found.x
    cells = [line] * width
    for tick, label in zip(x.ticks, x.labels, strict=True):
        start = cell(tick, found.y.low, x, found.y, found.size)[0] - (len(label) - 1) // 2
        start = min(max(0, start), width - len(label))
        if start >= 0 and all(char == line for char in cells[max(0, start - 1) : start + len(label) + 1]):
            cells[start : start + len(label)] = label
    text = Content.styled(" " * (found.margin - 1) + corner + "".join(cells), "$text-dim")
    signs = SIGNS[style]
    for places, sign in (
        (found.sunk, (signs.sunk, "$warning bold")),
        (found.broken, (signs.broken, "$error bold")),
    ):
        for column in sorted({cell(place, found.y.low, x, found.y, found.size)[0] for place in places}):
            text = _over(text, found.margin + column, sign)
    return text


def _layers(found: Figure, style: ChartStyle) -> tuple[Layers, ...]:
    """The lines of each row of the canvas."""
    x, y, size, signs = found.x, found.y, found.size, SIGNS[style]
    lines = [(curve(found.front, x, y, size, style), "$series-1")]
    if found.back:
        lines.append((dotted(curve(found.back, x, y, size, style), style), "$series-2"))
    for pieces, sign in zip(found.raw, (signs.raw, signs.raw_back), strict=True):
        if pieces:
            lines.append((spots(pieces, x, y, size, sign), "$text-dim"))
    if found.level is not None:
        level = [" " * size[0]] * size[1]
        level[cell(x.low, found.level, x, y, size)[1]] = (_LEVEL * size[0])[: size[0]]
        lines.append((level, "$warning"))
    return tuple(tuple((rows[number], name) for rows, name in lines) for number in range(size[1]))


def y_edges(found: Figure, style: ChartStyle) -> list[str]:
    """The y axis: what stands left of each row of the canvas."""
    x, y, size = found.x, found.y, found.size
    places = {cell(x.low, tick, x, y, size)[1]: label for tick, label in zip(y.ticks, y.labels, strict=True)}
    bar, dash = ("|", "+") if style == "ascii" else ("│", "┤")
    labels = [places.get(number, "") for number in range(size[1])]
    return [f"{label:>{found.margin - 2}} {dash if label else bar}" for label in labels]


def _best_mark(found: Figure, row: int, style: ChartStyle) -> dict[int, tuple[str, str]]:
    """The best point's sign by its column, if it is in this row."""
    if found.best is None:
        return {}
    column, at = cell(*found.best, found.x, found.y, found.size)
    return {column: (SIGNS[style].best, "$success bold")} if at == row else {}


def _over(text: Content, at: int, sign: tuple[str, str]) -> Content:
    return Content.assemble(text[:at], sign, text[at + 1 :])
