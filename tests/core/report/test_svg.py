"""Curves as SVG: breaks, best points, words for those who do not see, colours that can be told from the paper."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest

from core.report.style import DASHES, sheet
from core.report.svg import HEIGHT, WIDTH, Line, chart, words


def line(*values: float, best: tuple[int, float] | None = None, mark: str = "") -> Line:
    return Line("validation", mark, list(enumerate(values)), 0, best)


def path_of(*values: float) -> str:
    found = re.search(r'd="([^"]*)" class="line s0"', chart("t", [line(*values)]))
    assert found is not None
    return found[1]


def test_the_line_runs_from_left_to_right_within_the_picture() -> None:
    places = [tuple(map(float, pair.split())) for pair in re.split("[ML]", path_of(0.1, 0.5, 0.9)) if pair]
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)


def test_not_a_number_breaks_the_line_and_is_marked_and_told() -> None:
    assert path_of(0.1, 0.2, math.nan, 0.4, 0.5).count("M") == 2
    text = chart("t", [line(0.1, 0.2, math.nan, 0.4, 0.5)])
    assert text.count('class="mark s0"') == 1
    assert "not a number in 1 of 5 epochs" in text


def test_one_point_alone_is_seen() -> None:
    assert path_of(0.5).count("L") == 1


@pytest.mark.parametrize("values", [(math.nan, math.inf), (), (1e300,)])
def test_without_a_value_there_is_no_chart(values: tuple[float, ...]) -> None:
    assert chart("t", [line(*values)]) == ""


@pytest.mark.parametrize("values", [(0.5, 0.5), (0.0, 0.0), (-3.0, 5e6), (1e-9, 2e-9), (-1e99, 1e99)])
def test_any_range_has_an_axis(values: tuple[float, ...]) -> None:
    assert chart("t", [line(*values)]).count('class="grid"') >= 2


def test_many_points_are_no_longer_than_can_be_seen() -> None:
    assert len(path_of(*(math.sin(number) for number in range(20_000)))) < 30_000


def test_a_curve_is_told_in_words() -> None:
    assert words(line(0.5, 0.7, best=(1, 0.7))) == (
        "validation: 0.5000 at epoch 0, 0.7000 at epoch 1, best 0.7000 at epoch 1."
    )
    assert words(line(math.nan)) == "validation: no value that can be drawn."


def test_letters_at_the_ends_do_not_lie_upon_each_other() -> None:
    text = chart("t", [line(0.1, 0.5, mark=mark) for mark in "ABC"])
    places = sorted(float(y) for y in re.findall(r'class="end" x="[\d.]+" y="([\d.]+)"', text))
    assert len(places) == 3
    assert min(after - before for before, after in pairwise(places)) >= 12


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("number", [0, 1])
def test_text_and_lines_stand_out_from_the_paper(number: int) -> None:
    roots = re.findall(r":root {([^}]*)}", sheet())
    colours = dict(re.findall(r"--([\w]+): (#\w{6})", roots[number]))
    paper = luminance(colours.pop("paper"))
    colours.pop("rule")
    assert len(colours) == 2 + len(DASHES)
    for name, colour in colours.items():
        low, high = sorted((luminance(colour), paper))
        assert (high + 0.05) / (low + 0.05) >= 4.5, name
