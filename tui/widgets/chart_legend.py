"""The line above the curves: which is which and what could not be drawn, or what the crosshair is on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from core.chartview.clock import clock
from core.chartview.metrics import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.chartview.crosshair import Reading
    from core.chartview.curves import Curves
    from core.chartview.frame import Frame
    from core.chartview.view import ChartView
    from core.job.metrics import MetricPoint
    from tui.widgets.chart_canvas import ChartStyle


class Signs(NamedTuple):
    """What stands for what in one style of drawing."""

    front: str
    back: str
    best: str
    broken: str
    sunk: str
    cross: str
    raw: str
    raw_back: str


SIGNS: dict[ChartStyle, Signs] = {
    "braille": Signs("━━", "┄┄", "●", "×", "▾", "◆", "·", "˙"),
    "block": Signs("▄▄", "▄ ", "●", "×", "▾", "◆", "·", "˙"),
    "ascii": Signs("**", "..", "O", "x", "v", "#", ",", "'"),
}


def legend(shown: Curves, view: ChartView, frame: Frame, width: int, style: ChartStyle) -> Content:
    """Which line is which with its last value, the best point, and what cannot be drawn; cut at `width`."""
    best = shown.best
    for detail in ("values", "names", "short", "best"):
        left = _named(shown, view, frame, detail if best or detail != "best" else "short", style)
        right = Content("")
        if best is not None:
            right = Content.styled(
                f"{SIGNS[style].best} best {number(best.value)} @ {best.epoch}", "$success bold"
            )
        gap = width - left.cell_length - right.cell_length
        if gap >= (2 if left.plain and right.plain else 0):
            return Content.assemble(left, " " * gap, right) if right.plain else left
    return Content("").join([left, right]).truncate(width)


def readout(reading: Reading, shown: Curves, frame: Frame, width: int, style: ChartStyle) -> Content:
    """What the crosshair is on, the most telling first, as much as fits; of one style, since each costs bytes."""
    point = reading.point
    where = [] if shown.clocked else [f"epoch {point.epoch}"]
    if frame.axis == "step" and math.isfinite(reading.place):
        where.append(f"step {reading.place:.0f}")
    parts = [*where, number(point.value) if math.isfinite(point.value) else f"not a number ({point.value})"]
    if reading.average is not None and math.isfinite(reading.average):
        parts.append(f"smooth {number(reading.average)}")
    if reading.beside is not None:
        parts.append(f"{shown.labels[1]} {number(reading.beside.value)}")
    parts.append(clock(point.time) if point.time is not None else "no time known")
    text = SIGNS[style].cross
    for part in parts:
        if len(text) + len(part) + 2 <= width:
            text += f"{' ' if text == SIGNS[style].cross else '  '}{part}"
    return Content(text)


def _named(shown: Curves, view: ChartView, frame: Frame, detail: str, style: ChartStyle) -> Content:
    signs, parts = SIGNS[style], list[Content]()
    if detail == "best":
        return Content("")
    if shown.front:
        name = "valid." if detail == "short" and shown.labels[0] == "validation" else shown.labels[0]
        value = f" {number(shown.front[-1].value)}" if detail == "values" else ""
        parts.append(Content.assemble((signs.front, "$series-1 bold"), f" {name}", (value, "bold")))
    if shown.back:
        value = f" {number(shown.back[-1].value)}" if detail == "values" else ""
        parts.append(Content.assemble((signs.back, "$series-2 bold"), f" {shown.labels[1]}{value}"))
    if view.smoothing and detail == "values":
        parts.append(Content.styled(f"{signs.raw} raw", "$text-dim"))
    parts += _left_out(shown, view, frame, detail, signs)
    return Content("  ").join(parts)


def _left_out(shown: Curves, view: ChartView, frame: Frame, detail: str, signs: Signs) -> list[Content]:
    """What cannot be drawn, in words."""
    parts = []
    lost = shown.broken
    if lost:
        said = f"not a number{_where(lost)}" if detail == "values" else "nan"
        parts.append(Content.styled(f"{signs.broken} {said}", "$error bold"))
    sunk = shown.lows if view.log else ()
    if sunk:
        said = f"not above 0{_where(sunk)}" if detail == "values" else "≤ 0"
        parts.append(Content.styled(f"{signs.sunk} {said}", "$warning bold"))
    homeless = len(frame.front) - sum(map(math.isfinite, frame.front)) if frame.axis == "time" else 0
    if homeless:
        parts.append(Content.styled(f"{homeless} without a time", "$warning"))
    return parts


def _where(points: Sequence[MetricPoint]) -> str:
    return f" in {len(points)} epochs" if len(points) > 1 else f" @ {points[0].epoch}"
