"""The chart's rows: legend, curves, axes. Values in, `Content` out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual.content import Content

from core.plot import polyline, reduce
from tui.widgets.chart_canvas import cell, curve, dotted
from tui.widgets.chart_scale import x_scale, y_labels, y_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.widgets.chart_canvas import ChartStyle
    from tui.widgets.chart_scale import Scale

    Points = Sequence[tuple[int, float]]

SMALLEST = (24, 5)
"""Width and height below which there is only the legend."""
_SIGNS = {"braille": ("━━", "┄┄", "●", "×"), "block": ("▄▄", "▄ ", "●", "×"), "ascii": ("**", "..", "O", "x")}


def draw_chart(
    validation: Points,
    train: Points,
    *,
    epochs: int | None,
    width: int,
    height: int,
    style: ChartStyle,
    names: tuple[str, str] = ("validation", "train"),
    judged: bool = True,
) -> list[Content]:
    """The whole chart.

    Args:
        validation: (epoch, accuracy) in epoch order; may hold values that are not numbers.
        train: the same for training accuracy.
        epochs: how many epochs are planned, if known: the axis doesn't grow then.
        width: cells.
        height: rows; exactly so many are returned, the legend first.
        style: braille, block or ascii.
        names: how the legend calls the two.
        judged: whether the highest value of the first is its best, which is marked then.
    """
    best = best_point(validation) if judged else None
    rows = [legend(validation, train, best, width, style, names)]
    seen = [value for _, value in (*validation, *train) if math.isfinite(value)]
    if seen and width >= SMALLEST[0] and height >= SMALLEST[1]:
        y = y_scale(seen, height - 2)
        labels = y_labels(y)
        margin = max(map(len, labels)) + 2
        size = (width - margin, height - 2)
        x = x_scale(max(epoch for epoch, _ in (*validation, *train)), epochs, size[0])
        front = curve(_pieces(validation, size[0]), x, y, size, style)
        back = dotted(curve(_pieces(train, size[0]), x, y, size, style), style) if train else [""] * size[1]
        spot = cell(*best, x, y, size) if best is not None else None
        places = {cell(0, tick, x, y, size)[1]: label for tick, label in zip(y.ticks, labels, strict=True)}
        bar, dash = ("|", "+") if style == "ascii" else ("│", "┤")
        for number in range(size[1]):
            label = places.get(number)
            edge = f"{label or '':>{margin - 2}} {dash if label else bar}"
            mark = spot[0] if spot is not None and spot[1] == number else None
            line = canvas_row(front[number], back[number], mark, _SIGNS[style][2])
            rows.append(Content.assemble((edge, "$text-dim"), line))
        broken = [epoch for epoch, value in validation if not math.isfinite(value)]
        rows.append(axis_row(x, size[0], margin, broken, style))
    rows += [Content("")] * (height - len(rows))
    return rows[:height]


def best_point(points: Points) -> tuple[int, float] | None:
    """The highest value and its epoch, the earliest of equals; None without a finite value."""
    finite = [(epoch, value) for epoch, value in points if math.isfinite(value)]
    return max(finite, key=lambda point: point[1], default=None)


def legend(
    validation: Points,
    train: Points,
    best: tuple[int, float] | None,
    width: int,
    style: ChartStyle,
    names: tuple[str, str] = ("validation", "train"),
) -> Content:
    """Which line is which with its last value, the best point, and what is not a number; cut at `width`."""
    broken = [epoch for epoch, value in validation if not math.isfinite(value)]
    for detail in ("values", "names", "short", "best"):
        left = _named(
            validation, train, broken, detail if best or detail != "best" else "short", style, names
        )
        right = Content("")
        if best is not None:
            right = Content.styled(f"{_SIGNS[style][2]} best {best[1]:.4f} @ {best[0]}", "$success bold")
        gap = width - left.cell_length - right.cell_length
        if gap >= (2 if left.plain and right.plain else 0):
            return Content.assemble(left, " " * gap, right) if right.plain else left
    return Content("").join([left, right]).truncate(width)


def _named(
    validation: Points,
    train: Points,
    broken: Sequence[int],
    detail: str,
    style: ChartStyle,
    names: tuple[str, str],
) -> Content:
    solid, dots, _, cross = _SIGNS[style]
    parts: list[Content] = []
    if detail == "best":
        return Content("")
    if validation:
        name = "valid." if detail == "short" and names[0] == "validation" else names[0]
        value = f" {_number(validation[-1][1])}" if detail == "values" else ""
        parts.append(Content.assemble((solid, "$series-1 bold"), f" {name}", (value, "bold")))
    if train:
        value = f" {_number(train[-1][1])}" if detail == "values" else ""
        parts.append(Content.assemble((dots, "$series-2 bold"), f" {names[1]}{value}"))
    if broken:
        where = f" in {len(broken)} epochs" if len(broken) > 1 else f" @ {broken[0]}"
        said = f"not a number{where}" if detail == "values" else "nan"
        parts.append(Content.styled(f"{cross} {said}", "$error bold"))
    return Content("  ").join(parts)


def canvas_row(front: str, back: str, mark: int | None, sign: str) -> Content:
    """One row of two curves, the first before the second, in as few runs of one style as can be.

    Args:
        front: the row of the validation curve.
        back: the row of the training curve, or empty.
        mark: column of the best point, or None.
        sign: the best point's character.
    """
    runs: list[tuple[str, str]] = []
    for at, char in enumerate(front):
        if at == mark:
            char, style = sign, "$success bold"
        elif _drawn(char):
            style = "$series-1"
        elif at < len(back) and _drawn(back[at]):
            char, style = back[at], "$series-2"
        else:
            char, style = " ", runs[-1][1] if runs else "$series-1"
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + char, style)
        else:
            runs.append((char, style))
    return Content.assemble(*runs)


def axis_row(x: Scale, width: int, margin: int, broken: Sequence[int], style: ChartStyle) -> Content:
    """The x axis with its epochs in it; epochs that are not a number are crossed."""
    line, corner = ("-", "+") if style == "ascii" else ("─", "└")
    cells = [line] * width
    for tick in x.ticks:
        label = f"{tick:.0f}"
        start = min(max(0, round(x.share(tick) * (width - 1)) - (len(label) - 1) // 2), width - len(label))
        if all(char == line for char in cells[max(0, start - 1) : start + len(label) + 1]):
            cells[start : start + len(label)] = label
    text = Content.styled(" " * (margin - 1) + corner + "".join(cells), "$text-dim")
    for epoch in broken:
        at = margin + round(x.share(epoch) * (width - 1))
        sign = Content.styled(_SIGNS[style][3], "$error bold")
        text = Content.assemble(text[:at], sign, text[at + 1 :])
    return text


def _number(value: float) -> str:
    return f"{value:.4f}" if math.isfinite(value) else str(value)


def _drawn(char: str) -> bool:
    return char not in (" ", "\u2800")


def _pieces(points: Points, columns: int) -> list[list[tuple[float, float]]]:
    return polyline(reduce([(float(epoch), value) for epoch, value in points], columns))
