"""Rows of several lines each: what stands where, and how far is scrolled."""

from __future__ import annotations

from textual.content import Content

from tui.widgets.log_draw import fold
from tui.widgets.log_marks import LogMarks
from tui.widgets.log_rows import Spot, lines_from, shows, top_for, top_kept, top_to_show

TALL = [1, 3, 1, 5, 1]


def tall(row: int) -> int:
    return TALL[row]


def test_the_screen_begins_anywhere_in_a_row_and_ends_with_the_rows() -> None:
    assert lines_from(Spot(1, 2), 3, 5, tall) == [Spot(1, 2), Spot(2), Spot(3)]
    assert lines_from(Spot(4), 3, 5, tall) == [Spot(4)]
    assert lines_from(Spot(0), 3, 0, tall) == []


def test_the_last_part_of_a_row_is_put_on_the_last_line() -> None:
    assert top_for(4, 3, tall) == Spot(3, 3)
    assert top_for(2, 4, tall) == Spot(1)
    assert top_for(0, 4, tall) == Spot(0)
    assert top_for(-1, 4, tall) == Spot(0)


def test_scrolling_goes_no_further_than_need_be() -> None:
    assert top_to_show(0, Spot(1), 4, 5, tall) == Spot(0)
    assert top_to_show(2, Spot(0), 4, 5, tall) == Spot(1)
    assert top_to_show(3, Spot(0), 4, 5, tall) == Spot(3)
    assert top_to_show(500, Spot(0), 10, 1000, lambda _: 1) == Spot(495)
    assert top_to_show(999, Spot(0), 10, 1000, lambda _: 1) == Spot(990)


def test_a_row_that_is_taller_than_the_screen_is_shown_from_its_beginning() -> None:
    lines = lines_from(Spot(3), 4, 5, tall)
    assert shows(lines, 3, tall)
    assert not shows(lines_from(Spot(2), 4, 5, tall), 3, tall)


def test_the_row_stays_in_view_when_the_screen_shrinks() -> None:
    assert top_kept(4, Spot(0), 2, 5, tall) == Spot(3, 4)
    assert top_kept(0, Spot(3), 4, 5, tall) == Spot(0)


def test_what_goes_on_stands_below_the_text_or_left_where_there_is_little_room() -> None:
    head, body = Content("12:00 ● "), Content("one two three four five six seven")
    wide = [row.plain.rstrip() for row in fold(head, body, 30)]
    assert wide == ["12:00 ● one two three four", "        five six seven"]
    narrow = [row.plain.rstrip() for row in fold(head, body, 18)]
    assert narrow == ["12:00 ● one two", "three four five", "six seven"]
    assert max(row.cell_length for row in fold(head, Content("花" * 99), 31)) <= 31


def test_marks_are_set_dropped_and_gone_through_where_they_are_shown() -> None:
    marks = LogMarks()
    for seq in (9, 3, 5, 7, 7):
        marks.toggle(seq)
    assert 5 in marks
    assert 7 not in marks
    assert marks.beside(5, 1, lambda _: True) == 9
    assert marks.beside(9, 1, lambda _: True) == 3
    assert marks.beside(3, 1, lambda seq: seq != 5) == 9
    assert marks.beside(3, -1, lambda _: False) is None
