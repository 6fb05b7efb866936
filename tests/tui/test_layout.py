"""Which panes show at which size."""

from __future__ import annotations

import pytest

from tui.layout import PANES, Layout, dataset_height, layout_for, tab_line, too_small_line


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((59, 24), Layout(too_small=True, tabs=True, wide=False)),
        ((60, 19), Layout(too_small=True, tabs=True, wide=False)),
        ((60, 20), Layout(too_small=False, tabs=True, wide=False)),
        ((80, 24), Layout(too_small=False, tabs=True, wide=False)),
        ((120, 40), Layout(too_small=False, tabs=False, wide=False)),
        ((200, 60), Layout(too_small=False, tabs=False, wide=True)),
    ],
)
def test_layout_by_size(size: tuple[int, int], expected: Layout) -> None:
    assert layout_for(*size) == expected


def test_the_current_tab_is_told_without_colour() -> None:
    line = tab_line("chart").plain
    assert "[3 Chart]" in line
    assert line.count("[") == 1


def test_all_tabs_fit_the_smallest_width() -> None:
    assert all(tab_line(name).cell_length <= 60 for name in PANES)


def test_too_small_says_what_is_needed_and_what_there_is() -> None:
    assert too_small_line(50, 10) == "trainscope needs 60×20, this is 50×10"


@pytest.mark.parametrize(
    ("classes", "height", "wide", "rows"),
    [(5, 40, False, 12), (8, 40, False, 12), (10, 60, False, 16), (1000, 60, False, 22), (5, 60, True, 16)],
)
def test_the_data_set_pane_grows_with_its_classes_up_to_half(
    classes: int, height: int, wide: bool, rows: int
) -> None:
    assert dataset_height(classes, height, wide=wide) == rows
