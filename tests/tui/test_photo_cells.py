"""A picture in cells: half a cell a pixel, in the colours there are, or characters by brightness."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem

from core.picture import Picture
from tui.widgets.photo_cells import SIXTEEN, Drawn, Look, drawn

RED, BLUE, GREEN = (200, 10, 10), (10, 10, 200), (10, 200, 10)


def picture(rows: list[list[tuple[int, int, int]]]) -> Picture:
    pixels = bytes(part for row in rows for pixel in row for part in pixel)
    return Picture(len(rows[0]), len(rows), pixels, (640, 480), "JPEG", 1000)


def shades(width: int = 20, height: int = 20) -> Picture:
    """From black on the left to white on the right."""
    return picture([[(255 * x // (width - 1),) * 3 for x in range(width)] for _ in range(height)])


def text(done: Drawn) -> list[str]:
    return ["".join(segment.text for segment in row) for row in done.rows]


def test_a_cell_is_two_pixels_and_runs_of_one_style_are_one_segment() -> None:
    done = drawn(picture([[RED, RED, GREEN], [BLUE, BLUE, BLUE]]), Look("truecolor"))
    ((first, second),) = done.rows
    assert (first.text, second.text) == ("▀▀", "▀")
    assert first.style is not None
    assert second.style is not None
    assert first.style.color == Color.from_rgb(*RED)
    assert first.style.bgcolor == second.style.bgcolor == Color.from_rgb(*BLUE)
    assert (done.width, done.of, done.format, done.bytes) == (3, (640, 480), "JPEG", 1000)


@pytest.mark.parametrize("depth", ["truecolor", "256", "16", "none"])
def test_every_row_is_as_wide_as_the_picture(depth: str) -> None:
    done = drawn(shades(), Look(depth))  # type: ignore[arg-type]
    assert len(done.rows) == 10
    assert all(sum(segment.cell_length for segment in row) == 20 for row in done.rows)


def test_each_of_sixteen_colours_is_sent_as_itself() -> None:
    sent = [Color.from_rgb(*colour).downgrade(ColorSystem.STANDARD).number for colour in SIXTEEN]
    assert sent == list(range(16))


def test_sixteen_colours_are_mixed_so_that_a_shade_is_no_plain_area() -> None:
    orange = picture([[(200, 120, 40)] * 20 for _ in range(20)])
    styles = {segment.style for row in drawn(orange, Look("16")).rows for segment in row}
    assert len(styles) > 1


def test_256_colours_are_the_cube_and_the_greys_which_no_terminal_changes() -> None:
    cube = {Color.from_ansi(number).get_truecolor() for number in range(16, 256)}
    for row in drawn(shades(), Look("256")).rows:
        for segment in row:
            assert segment.style is not None
            assert segment.style.color is not None
            assert segment.style.bgcolor is not None
            assert {segment.style.color.triplet, segment.style.bgcolor.triplet} <= cube


def test_characters_cover_more_of_their_cell_where_it_is_brighter_and_have_no_style() -> None:
    (row, *_) = drawn(shades(), Look("none")).rows
    assert all(segment.style is None for segment in row)
    line = "".join(segment.text for segment in row)
    assert line.startswith(" ")
    assert line.endswith("@")
    order = [" .:-=+*#%@".index(char) for char in line]
    assert order == sorted(order)
    assert line.isascii()


def test_on_a_light_ground_characters_stand_for_darkness() -> None:
    dark, light = (text(drawn(shades(), Look("none", dark=ground)))[0] for ground in (True, False))
    assert light == dark[::-1]


@pytest.mark.parametrize(
    ("system", "plain", "depth"),
    [
        ("truecolor", False, "truecolor"),
        ("256", False, "256"),
        ("standard", False, "16"),
        (None, False, "16"),
        ("truecolor", True, "none"),
    ],
)
def test_the_look_follows_the_terminal(system: str | None, plain: bool, depth: str) -> None:
    assert Look.of(system, plain=plain, dark=True).depth == depth
