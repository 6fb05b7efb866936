"""The chart as rows of text: axes, curves that can be told apart, the best point, what is no number."""

from __future__ import annotations

import math

import pytest

from tui.widgets.chart_canvas import ChartStyle, cell, curve, dotted
from tui.widgets.chart_draw import best_point, canvas_row, draw_chart, legend
from tui.widgets.chart_scale import Scale, x_scale, y_labels, y_scale

STYLES: tuple[ChartStyle, ...] = ("braille", "block", "ascii")
RISING = [(epoch, 0.5 + 0.02 * epoch) for epoch in range(9)]
TRAIN = [(epoch, 0.55 + 0.03 * epoch) for epoch in range(9)]


def rows(
    validation: list[tuple[int, float]] = RISING,
    train: list[tuple[int, float]] = TRAIN,
    *,
    epochs: int | None = 10,
    width: int = 80,
    height: int = 16,
    style: ChartStyle = "braille",
) -> list[str]:
    drawn = draw_chart(validation, train, epochs=epochs, width=width, height=height, style=style)
    assert all(row.cell_length <= width for row in drawn)
    assert len(drawn) == height
    return [row.plain for row in drawn]


def test_the_best_point_is_named_and_marked() -> None:
    shown = rows([(0, 0.5), (1, 0.7021), (2, 0.6)], [])
    assert shown[0].endswith("● best 0.7021 @ 1")
    assert sum(row.count("●") for row in shown[1:]) == 1


def test_of_equal_values_the_earliest_is_best() -> None:
    assert best_point([(0, 0.5), (3, 0.7), (4, 0.7), (5, math.nan)]) == (3, 0.7)
    assert best_point([(0, math.nan)]) is None


@pytest.mark.parametrize("style", STYLES)
def test_both_curves_are_drawn_and_named(style: ChartStyle) -> None:
    shown = rows(style=style)
    assert "validation 0.6600" in shown[0]
    assert "train 0.7900" in shown[0]
    alone = rows(train=[], style=style)
    assert "train" not in alone[0]
    assert sum(len(row.replace(" ", "")) for row in shown) > sum(len(row.replace(" ", "")) for row in alone)


def test_ascii_is_ascii() -> None:
    assert "".join(rows([*RISING, (9, math.nan)], style="ascii")).isascii()


@pytest.mark.parametrize("style", STYLES)
def test_the_curves_differ_without_colour(style: ChartStyle) -> None:
    line = curve([[(0.0, 0.0), (9.0, 1.0)]], Scale(0, 9, (0,)), Scale(0, 1, (0,)), (40, 10), style)
    dots = dotted(line, style)
    assert dots != line
    assert any(char not in " \u2800" for row in dots for char in row)


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


def test_what_is_not_a_number_is_said_and_crossed_on_the_axis() -> None:
    shown = rows([(0, 0.5), (1, math.nan), (2, 0.6)], [])
    assert "× not a number @ 1" in shown[0]
    assert "×" in shown[-1]
    assert "in 2 epochs" in rows([(0, 0.5), (1, math.nan), (2, math.inf)], [])[0]


def test_a_line_is_not_drawn_across_what_is_not_a_number() -> None:
    whole = rows([(0, 0.5), (1, 0.55), (2, 0.6)], [], epochs=3)
    broken = rows([(0, 0.5), (1, math.nan), (2, 0.6)], [], epochs=3)
    drawn = [sum(char > "\u2800" for row in shown for char in row) for shown in (whole, broken)]
    assert drawn[1] < drawn[0] / 4


def test_only_what_is_not_a_number_draws_no_curve_but_says_so() -> None:
    assert "not a number" in rows([(0, math.nan)], [])[0]


@pytest.mark.parametrize(("width", "height"), [(20, 3), (24, 5), (40, 10), (180, 50), (1, 1), (30, 4)])
@pytest.mark.parametrize("count", [1, 2, 9, 1000])
def test_it_fits_every_size(width: int, height: int, count: int) -> None:
    points = [(epoch, 0.9 - 0.8 / (epoch + 1)) for epoch in range(count)]
    rows(points, points, epochs=count, width=width, height=height)


@pytest.mark.parametrize("width", [90, 60, 45, 40, 30, 20])
def test_a_narrow_legend_drops_details_rather_than_cutting_them(width: int) -> None:
    shown = legend(RISING, TRAIN, (8, 0.66), width, "braille").plain
    assert "best 0.6600 @ 8" in shown
    assert shown.endswith("8")


def test_a_row_is_drawn_in_few_runs_of_one_style() -> None:
    row = canvas_row("  ⠤⠤⠤   ⠤⠤  ", " " * 13, None, "●")
    assert len(row.spans) == 1


@pytest.mark.parametrize("values", [[0.0], [1.0], [0.5], [0.2, 0.9], [0.985, 0.99], [0.0, 1.0], [3.0, 250.0]])
@pytest.mark.parametrize("height", [3, 8, 20, 48])
def test_limits_are_round_and_hold_all_values(values: list[float], height: int) -> None:
    scale = y_scale(values, height)
    assert scale.low <= min(values)
    assert scale.high >= max(values)
    assert scale.high > scale.low
    labels = y_labels(scale)
    assert len(set(labels)) == len(labels) == len(scale.ticks)
    assert len(labels) <= max(2, height)
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
    rows = draw_chart([], [(0, 0.5)], epochs=10, width=60, height=12, style="braille")
    assert any(char > "\u2800" for row in rows[1:-1] for char in row.plain)
