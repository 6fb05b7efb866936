"""The curves, the legend and the table of a comparison, drawn without a screen."""

from __future__ import annotations

import itertools
import math

import pytest
from rich.cells import cell_len
from textual.content import Content

from core.compare.run import MOST
from core.compare.slots import LETTERS
from core.compare.table import Row, results
from core.job.metrics import VALIDATION_ACCURACY
from core.job.status import Status
from tests.core.compare.runs import BEGAN, run, state
from tui.widgets.chart_canvas import ChartStyle
from tui.widgets.compare_chart import Line, draw_curves
from tui.widgets.compare_draw import blocks, legend_lines, table_lines
from tui.widgets.compare_view import CompareView
from tui.widgets.run_marks import patterned

STYLES: tuple[ChartStyle, ...] = ("braille", "block", "ascii")
RISING = tuple((epoch, 0.1 + 0.02 * epoch) for epoch in range(30))
FALLING = tuple((epoch, 0.9 - 0.02 * epoch) for epoch in range(30))
SPAN = (0.0, float(len(RISING) - 1))


def plain(rows: list[Content]) -> list[str]:
    return [row.plain for row in rows]


@pytest.mark.parametrize("style", STYLES)
def test_lines_are_told_apart_without_colour(style: ChartStyle) -> None:
    solid = {"braille": "\u2812", "block": "▄", "ascii": "*"}[style] * 24
    drawn = [patterned([solid], slot, style)[0] for slot in (*range(MOST), None)]
    assert len(set(drawn)) == MOST + 1
    assert all(len(line) == len(solid) and line.strip() for line in drawn)


@pytest.mark.parametrize("style", STYLES)
def test_each_curve_ends_in_its_letter_and_the_baseline_has_none(style: ChartStyle) -> None:
    rows = plain(
        draw_curves([Line(None, RISING[:9]), Line(2, RISING), Line(0, FALLING)], SPAN, (80, 15), style)
    )
    assert len(rows) == 15
    assert all(len(row) <= 80 for row in rows)
    last = [row[-1] for row in rows if len(row) == 80 and row[-1].isalpha()]
    assert sorted(last) == ["A", "C"], "falling ends below, rising above"
    assert {letter for letter in LETTERS if any(letter in row for row in rows)} == {"A", "C"}


def test_curves_on_the_same_points_still_have_a_letter_each() -> None:
    rows = "\n".join(
        plain(draw_curves([Line(slot, RISING) for slot in range(MOST)], SPAN, (100, 20), "braille"))
    )
    assert all(letter in rows for letter in LETTERS)


def test_what_is_not_a_number_breaks_the_line_and_is_crossed_on_the_axis() -> None:
    broken = tuple((epoch, math.nan if epoch == 15 else value) for epoch, value in RISING)
    rows = plain(draw_curves([Line(0, broken)], SPAN, (80, 15), "ascii"))
    assert "x" in rows[-1]
    assert "x" not in plain(draw_curves([Line(0, RISING)], SPAN, (80, 15), "ascii"))[-1]


def test_a_part_of_the_curves_fills_the_axes() -> None:
    rows = plain(draw_curves([Line(0, RISING)], (10.0, 20.0), (80, 15), "ascii"))
    assert "10" in rows[-1]
    assert "20" in rows[-1]
    assert "x" not in rows[-1]
    assert rows != plain(draw_curves([Line(0, RISING)], SPAN, (80, 15), "ascii"))


def test_without_room_or_values_there_are_empty_rows() -> None:
    nothing = ((0, math.nan),)
    for lines, size in (([Line(0, nothing)], (80, 15)), ([Line(0, RISING)], (10, 15))):
        assert plain(draw_curves(lines, SPAN, size, "braille")) == [""] * 15


RUNS = [
    run(f"ic-flowers-{number}", [0.5, 0.6 + number / 100], known=state({"epochs": str(number)}))
    for number in range(MOST)
]


@pytest.mark.parametrize("width", [56, 76, 116, 196])
def test_the_table_has_every_run_once_at_any_width_and_nothing_is_cut(width: int) -> None:
    rows = results(RUNS, VALIDATION_ACCURACY, BEGAN)
    lines = plain(table_lines(rows, range(MOST), width))
    assert max(map(cell_len, lines)) <= width
    text = "\n".join(lines)
    assert all(text.count(f"0.{60 + number}00") == 2 for number in range(MOST)), "as best and as last"
    heads = itertools.chain.from_iterable(line.split() for line in lines if set(line.split()) <= set(LETTERS))
    assert list(heads) == list(LETTERS)


def test_a_long_value_shows_its_beginning() -> None:
    lines = plain(table_lines([Row("data", ("/a" * 90, "b"))], [0, 1], 60))
    assert "…" in lines[1]
    assert max(map(cell_len, lines)) <= 60


def test_columns_stand_in_blocks_that_fit_at_least_one_in_each() -> None:
    assert blocks([6, 6, 6], 16) == [[0, 1], [2]]
    assert blocks([30, 30], 10) == [[0], [1]]


def test_the_legend_names_runs_stages_and_the_baseline() -> None:
    live = run("ic-long-" + "x" * 50, known=state({}, Status.IN_PROGRESS))
    lines = plain(legend_lines([live, RUNS[0]], [4, None], 50, "braille"))
    assert lines[0].startswith("E ")
    assert lines[0].endswith("● Training")
    assert "…" in lines[0]
    assert lines[1].endswith("✓ Completed  baseline")
    assert max(map(cell_len, lines)) <= 50


def view(*runs: object) -> CompareView:
    return CompareView(tuple(runs), tuple(range(len(runs))), VALIDATION_ACCURACY, BEGAN, "braille")  # type: ignore[arg-type]


def test_the_page_says_what_differs_and_copies_the_table() -> None:
    shown = view(RUNS[0], RUNS[1])
    text = "\n".join(plain(shown.lines(80, ["r reads the rest."])))
    assert "What differs" in text
    assert "r reads the rest." in text
    assert shown.as_text().splitlines()[0] == "\tic-flowers-0\tic-flowers-1"
    assert shown.as_text().splitlines()[-1] == "epochs\t0\t1"
    assert "Nothing that is known." in "\n".join(plain(view(RUNS[0], RUNS[0]).lines(80, [])))


def test_runs_that_nobody_attached_to_have_no_curve_and_are_told() -> None:
    shown = view(run("a"), run("b"))
    assert "there is no curve" in " ".join(plain(shown.curves((60, 10))))
    assert "Nothing is known yet of a and b" in " ".join(plain(shown.lines(80, [])))
