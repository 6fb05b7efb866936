"""A confusion matrix as text: what fits the width, what a shade means, without colours and without Unicode."""

from __future__ import annotations

import pytest

from core.cells import cell_width
from core.predict.shades import ASCII, STEPS, UNICODE, Line, draw_matrix, legend, shade


def text(line: Line) -> str:
    return "".join(piece.text for piece in line)


def drawn(count: int, *, width: int = 80, ascii_only: bool = False) -> list[str]:
    """A matrix of `count` classes with 40 photos each, of which 30 are right and 10 are taken for the next class."""
    matrix = [[0] * count for _ in range(count)]
    for label in range(count):
        matrix[label][label] += 30
        matrix[label][(label + 1) % count] += 10
    names = [f"class-{label}" for label in range(count)]
    return [text(line) for line in draw_matrix(matrix, names, width=width, ascii_only=ascii_only).lines]


def test_a_few_classes_have_numbers_with_their_shades() -> None:
    assert drawn(3) == [
        "               0      1      2",
        "0 class-0  ▓▓ 30  ░░ 10      0",
        "1 class-1      0  ▓▓ 30  ░░ 10",
        "2 class-2  ░░ 10      0  ▓▓ 30",
    ]
    assert drawn(3, ascii_only=True)[1] == "0 class-0  xx 30  :: 10      0"


def test_some_more_have_narrower_shades() -> None:
    lines = drawn(12)
    assert len(lines) == 13
    assert lines[1].startswith("0 class-0   ▓ 30 ░ 10    0 ")


def test_many_classes_have_shades_alone() -> None:
    lines = drawn(30)
    assert len(lines) == 30
    assert lines[0].rstrip() == "0 class-0   ▓▓░░"
    assert lines[29] == "29 class-29 ░░" + "  " * 28 + "▓▓"


@pytest.mark.parametrize("count", [1, 2, 5, 12, 13, 40, 41, 100, 257, 1000])
@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal_and_rows_stay_few(count: int, width: int) -> None:
    lines = drawn(count, width=width)
    assert max(map(cell_width, lines)) <= width
    assert len(lines) <= 41


def test_classes_put_together_keep_every_photo_in_its_row() -> None:
    drawing = draw_matrix([[1] * 100 for _ in range(100)], [], width=80, ascii_only=False)
    assert drawing.together == 3
    assert len(drawing.lines) == 34
    assert text(drawing.lines[0]).startswith("0-2   ··")
    assert text(drawing.lines[-1]).startswith("99    ··")
    assert "3 by 3 classes" in legend(3, ascii_only=False)[0]


def test_right_and_wrong_differ_by_place_and_colour() -> None:
    _, first, second = draw_matrix([[1, 1], [0, 2]], ["a", "b"], width=80, ascii_only=False).lines
    assert [piece.colour for piece in first] == [None, "green", "red"]
    assert [piece.colour for piece in second] == [None, None, "green"]


def test_names_are_made_safe_and_cut() -> None:
    lines = draw_matrix([[1, 0], [0, 1]], ["\x1b[2Jx", "花" * 30], width=80, ascii_only=False).lines
    assert text(lines[1]).startswith("0 \\x1b[2Jx ")
    assert text(lines[2]).startswith("1 " + "花" * 8 + "…")
    assert cell_width(text(lines[1])) == cell_width(text(lines[2]))


def test_whatever_is_above_nothing_is_seen() -> None:
    assert [shade(part, UNICODE) for part in (0, 0.001, 0.05, 0.06, 0.25, 0.5, 0.75, 0.76, 1)] == list(
        " ··░░▒▓██"
    )
    assert len(UNICODE) == len(ASCII) == len(STEPS)
    assert ASCII.isascii()


def test_a_class_without_photos_has_an_empty_row() -> None:
    lines = draw_matrix([[0, 0], [1, 0]], ["a", "b"], width=80, ascii_only=False).lines
    assert text(lines[1]).split() == ["0", "a", "0", "0"]


def test_classes_without_photos_do_not_hide_those_that_have_some() -> None:
    nothing = (0,) * 200
    some = tuple(int(label == 199) for label in range(200))
    matrix = [some if label in (0, 150) else nothing for label in range(200)]
    drawing = draw_matrix(matrix, (), width=80, ascii_only=True)
    shaded = [place for place, line in enumerate(drawing.lines) if "#" in text(line)]
    assert shaded == [0, 150 // drawing.together]
