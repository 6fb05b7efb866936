"""The chart as rows of text: axes, curves that can be told apart, the best point, what is no number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from core.chartview.crosshair import reading
from core.chartview.curves import ChartData, curves
from core.chartview.frame import frame
from core.chartview.scale import Scale, numbers, x_scale, y_scale
from core.chartview.view import ChartView
from core.job.metrics import TRAIN_ACCURACY, VALIDATION_ACCURACY, MetricPoint
from tui.widgets.chart_canvas import ChartStyle, cell, curve, dotted, spots
from tui.widgets.chart_draw import canvas_row, draw_chart
from tui.widgets.chart_legend import SIGNS, legend

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLES: tuple[ChartStyle, ...] = ("braille", "block", "ascii")
RISING = [(epoch, 0.5 + 0.02 * epoch) for epoch in range(9)]
TRAIN = [(epoch, 0.55 + 0.03 * epoch) for epoch in range(9)]
NOON = 1_764_000_000.0


def data(
    validation: Sequence[tuple[int, float]],
    train: Sequence[tuple[int, float]] = (),
    epochs: int | None = None,
) -> ChartData:
    named = ((VALIDATION_ACCURACY, validation), (TRAIN_ACCURACY, train))
    points = [
        MetricPoint(name, epoch, value, None, NOON + 60 * epoch)
        for name, part in named
        for epoch, value in part
    ]
    return ChartData(tuple(points), epochs=epochs, steps=10)


def rows(
    validation: Sequence[tuple[int, float]] = RISING,
    train: Sequence[tuple[int, float]] = TRAIN,
    *,
    epochs: int | None = 10,
    width: int = 80,
    height: int = 16,
    style: ChartStyle = "braille",
    view: ChartView | None = None,
) -> list[str]:
    found, view = data(validation, train, epochs), view or ChartView()
    shown = curves(found)
    place = frame(found, shown, view.axis)
    drawing = draw_chart(shown, view, place, (width, height), style)
    drawn = drawing.with_crosshair(reading(view, shown, place))
    assert all(row.cell_length <= width for row in drawn)
    assert len(drawn) == height
    return [row.plain for row in drawn]


def test_the_best_point_is_named_and_marked() -> None:
    shown = rows([(0, 0.5), (1, 0.7021), (2, 0.6)], [])
    assert shown[0].endswith("● best 0.7021 @ 1")
    assert sum(row.count("●") for row in shown[1:]) == 1


@pytest.mark.parametrize("style", STYLES)
def test_both_curves_are_drawn_and_named(style: ChartStyle) -> None:
    shown = rows(style=style)
    assert "validation 0.6600" in shown[0]
    assert "train 0.7900" in shown[0]
    alone = rows(train=[], style=style)
    assert "train" not in alone[0]
    assert sum(len(row.replace(" ", "")) for row in shown) > sum(len(row.replace(" ", "")) for row in alone)


def test_ascii_is_ascii() -> None:
    everything = ChartView(smoothing=0.6, threshold=0.6, mark=9, log=True)
    for view in (ChartView(), everything, ChartView(mark=3)):
        assert "".join(rows([*RISING, (9, math.nan)], style="ascii", view=view)).isascii()


@pytest.mark.parametrize("style", STYLES)
def test_the_curves_differ_without_colour(style: ChartStyle) -> None:
    line = curve([[(0.0, 0.0), (9.0, 1.0)]], Scale(0, 9, (0,)), Scale(0, 1, (0,)), (40, 10), style)
    dots = dotted(line, style)
    assert dots != line
    assert any(char not in " \u2800" for row in dots for char in row)
    raw = spots([[(0.0, 0.0), (9.0, 1.0)]], Scale(0, 9, (0,)), Scale(0, 1, (0,)), (40, 10), SIGNS[style].raw)
    assert not set("".join(raw)) & set("".join([*line, *dots])) - {" "}


@pytest.mark.parametrize("style", STYLES)
def test_the_best_point_lies_on_its_curve(style: ChartStyle) -> None:
    x, y, size = Scale(0, 8, (0,)), Scale(0.5, 0.7, (0.5,)), (60, 12)
    line = curve([[(float(epoch), value) for epoch, value in RISING]], x, y, size, style)
    for epoch, value in RISING:
        column, row = cell(epoch, value, x, y, size)
        near = [line[r][max(0, column - 1) : column + 2] for r in range(max(0, row - 1), min(12, row + 2))]
        assert "".join(near).strip(" \u2800"), f"epoch {epoch} is not near its cell"


def test_the_axis_shows_all_epochs_planned() -> None:
    axis = rows([(0, 0.5)], [], epochs=10)[-1]
    assert "0" in axis
    assert axis.rstrip("─").endswith("9")
    assert rows([(0, 0.5), (3, 0.6)], [], epochs=None)[-1].rstrip("─").endswith("3")


def test_the_axis_can_be_of_steps_or_of_times() -> None:
    assert rows(view=ChartView(axis="step"))[-1].rstrip("─").endswith("100")
    assert rows(view=ChartView(axis="time"))[-1].count(":") >= 3


def test_what_is_not_a_number_is_said_and_crossed_on_the_axis() -> None:
    shown = rows([(0, 0.5), (1, math.nan), (2, 0.6)], [])
    assert "× not a number @ 1" in shown[0]
    assert "×" in shown[-1]
    assert "in 2 epochs" in rows([(0, 0.5), (1, math.nan), (2, math.inf)], [])[0]


def test_what_a_log_scale_cannot_show_is_said_and_marked_on_the_axis() -> None:
    shown = rows([(0, 0.0), (1, 0.1), (2, 1.0)], [], view=ChartView(log=True))
    assert "▾ not above 0 @ 0" in shown[0]
    assert "▾" in shown[-1]
    assert "not above" not in rows([(0, 0.0), (1, 0.1)], [])[0]


def test_the_raw_points_stand_behind_the_smoothed_line() -> None:
    jagged = [(epoch, 0.5 + 0.2 * (epoch % 2)) for epoch in range(9)]
    shown = rows(jagged, [], view=ChartView(smoothing=0.9))
    assert "· raw" in shown[0]
    assert sum(row.count("·") for row in shown[1:]) >= 6
    assert not any("·" in row for row in rows(jagged, [])[1:])


def test_the_level_line_crosses_the_chart() -> None:
    shown = rows(view=ChartView(threshold=0.6))
    assert sum(row.count("- -") > 5 for row in shown) == 1


def test_a_line_is_not_drawn_across_what_is_not_a_number() -> None:
    whole = rows([(0, 0.5), (1, 0.55), (2, 0.6)], [], epochs=3)
    broken = rows([(0, 0.5), (1, math.nan), (2, 0.6)], [], epochs=3)
    drawn = [sum(char > "\u2800" for row in shown for char in row) for shown in (whole, broken)]
    assert drawn[1] < drawn[0] / 4


def test_only_what_is_not_a_number_draws_no_curve_but_says_so() -> None:
    assert "not a number" in rows([(0, math.nan)], [])[0]


def test_the_crosshair_says_value_epoch_and_time_and_stands_on_the_point() -> None:
    shown = rows(view=ChartView(mark=4, smoothing=0.6))
    assert shown[0].startswith("◆ epoch 4  0.5800  smooth 0.5")
    assert "train 0.6700" in shown[0]
    assert shown[0].count(":") == 2
    assert sum(row.count("◆") for row in shown[1:]) == 1
    assert rows(view=ChartView(mark=4), width=24)[0] == "◆ epoch 4  0.5800"


def test_the_crosshair_on_what_is_no_number_stands_on_the_axis() -> None:
    shown = rows([(0, 0.5), (1, math.nan), (2, 0.6)], [], view=ChartView(mark=1))
    assert "not a number (nan)" in shown[0]
    assert "◆" in shown[-1]


def test_a_step_of_the_crosshair_changes_few_rows() -> None:
    before, after = (rows(view=ChartView(mark=mark)) for mark in (4, 5))
    assert sum(one != other for one, other in zip(before, after, strict=True)) <= 3


@pytest.mark.parametrize(("width", "height"), [(20, 3), (24, 5), (40, 10), (180, 50), (1, 1), (30, 4)])
@pytest.mark.parametrize("count", [1, 2, 9, 1000])
@pytest.mark.parametrize(
    "view",
    [
        ChartView(),
        ChartView(smoothing=0.6, log=True, threshold=0.3, mark=0, axis="time"),
        ChartView(span=(0, 2)),
    ],
)
def test_it_fits_every_size(width: int, height: int, count: int, view: ChartView) -> None:
    points = [(epoch, 0.9 - 0.8 / (epoch + 1)) for epoch in range(count)]
    rows(points, points, epochs=count, width=width, height=height, view=view)


@pytest.mark.parametrize("width", [90, 60, 45, 40, 30, 20])
def test_a_narrow_legend_drops_details_rather_than_cutting_them(width: int) -> None:
    found = data(RISING, TRAIN)
    shown = curves(found)
    said = legend(shown, ChartView(), frame(found, shown, "epoch"), width, "braille").plain
    assert "best 0.6600 @ 8" in said
    assert said.endswith("8")


def test_a_row_is_drawn_in_few_runs_of_one_style_and_no_further_than_it_must() -> None:
    row = canvas_row([("  ⠤⠤⠤   ⠤⠤  ", "$series-1"), (" " * 12, "$series-2")], {}, "0.5 ┤")
    assert len(row.spans) == 2
    assert row.plain == "0.5 ┤  ⠤⠤⠤   ⠤⠤"
    assert canvas_row([("⠤⠤ ", "a"), ("⠤⠤⠤", "b")], {1: ("●", "c")}, "|").plain == "|⠤●⠤"


@pytest.mark.parametrize("values", [[0.0], [1.0], [0.5], [0.2, 0.9], [0.985, 0.99], [0.0, 1.0], [3.0, 250.0]])
@pytest.mark.parametrize("height", [3, 8, 20, 48])
def test_limits_are_round_and_hold_all_values(values: list[float], height: int) -> None:
    scale = y_scale(values, height)
    assert scale.low <= min(values)
    assert scale.high >= max(values)
    assert scale.high > scale.low
    assert scale.labels == numbers(scale.ticks)
    assert len(set(scale.labels)) == len(scale.labels) == len(scale.ticks)
    assert len(scale.labels) <= max(2, height)
    if max(values) <= 1:
        assert scale.low >= 0
        assert scale.high <= 1 + 1e-9


@pytest.mark.parametrize("epochs", [1, 2, 3, 10, 15, 100, 200, 1000])
@pytest.mark.parametrize("columns", [20, 40, 80, 170])
def test_epoch_labels_start_at_0_and_end_at_the_last(epochs: int, columns: int) -> None:
    scale = x_scale(epochs - 1, epochs, columns)
    assert scale.low == 0
    assert scale.high == max(1, epochs - 1)
    assert list(scale.ticks) == sorted(set(scale.ticks))
    assert len(scale.ticks) * (len(str(epochs)) + 1) <= columns


@pytest.mark.parametrize(
    ("last_epoch", "epochs", "end"),
    [
        (0, 10, 9),
        (0, 200, 20),
        (19, 200, 20),
        (20, 200, 40),
        (70, 200, 80),
        (170, 200, 199),
        (8, None, 8),
        (30, 15, 30),
    ],
)
def test_a_long_run_shows_a_part_of_its_epochs_that_doubles(
    last_epoch: int, epochs: int | None, end: int
) -> None:
    assert x_scale(last_epoch, epochs, 80).high == end


def test_a_single_training_point_is_drawn() -> None:
    shown = rows([], [(0, 0.5)], epochs=10, width=60, height=12)
    assert any(char > "\u2800" for row in shown[1:-1] for char in row)
