"""A log line as it is shown, and how searching goes over stored lines."""

from __future__ import annotations

import re
from array import array
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual.content import Content

from core.cancel import CancelToken
from core.logview.hosts import short_stream
from core.runs import StoredLine
from core.runs.search import Condition
from core.text import clean
from tests.tui.panes import T0, PaneApp, book_with_job, screen_text, store, until
from tui.widgets.log_bar import LogStatus, status_line
from tui.widgets.log_draw import Look, draw_line, kind, left_to_match, shown, shown_lines
from tui.widgets.log_scan import BadPattern, Part, Scan, compile_condition, compile_pattern, scan
from tui.widgets.log_source import PAGE, PAGES, LogSource

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "[11/23/2026 22:19:04 INFO 140432456828736] "


PLAIN = Look()


def drawn(line: StoredLine, look: Look = PLAIN, *, cursor: bool = False, marked: bool = False) -> str:
    head, body = draw_line(line, look, cursor=cursor, marked=marked)
    return (head + body).plain


def test_date_and_thread_are_left_out_the_level_stays_unless_it_is_info() -> None:
    assert shown(PREFIX + "Epoch[3] Time cost=4.9") == "Epoch[3] Time cost=4.9"
    assert shown(PREFIX.replace("INFO", "ERROR") + "Customer Error: x") == "ERROR Customer Error: x"
    assert shown("no prefix [11/23/2026") == "no prefix [11/23/2026"


LEVELS = [PREFIX.replace("INFO", level) for level in ("INFO", "WARNING", "ERROR", "DEBUG")]


@given(
    st.lists(st.lists(st.sampled_from([*LEVELS, "Epoch[3]", " ERROR ", "é", "\r", "\u2028", ""]), max_size=4))
)
@example([[LEVELS[1], LEVELS[0], "x"], [LEVELS[0], LEVELS[2]], [], [" ", LEVELS[0]]])
def test_many_lines_are_shown_as_each_of_them(pieces: list[list[str]]) -> None:
    lines = ["".join(some) for some in pieces] or [""]
    assert shown_lines("\n".join(lines)) == [shown(line) for line in lines]


@pytest.mark.parametrize("at", [0, 30, 47, 48, 60, 190])
@pytest.mark.parametrize("left", [0, 20, 150])
@pytest.mark.parametrize("width", [24, 56])
def test_a_match_is_scrolled_to_beside_what_stays_before_the_text(at: int, left: int, width: int) -> None:
    look = Look("minutes", 0, re.compile("needle"))
    head, body = draw_line(StoredLine(0, "algo-1", T0, "x" * at + "needle" + "x" * 200), look)
    slid = left_to_match(head + body, head.cell_length, left, width)
    first = slid + 1 if slid else 0
    assert first <= at
    assert head.cell_length + at + 6 - slid <= width
    assert left_to_match(head + body, head.cell_length, slid, width) == slid


@pytest.mark.parametrize(
    ("line", "sort"),
    [
        ("Epoch[3] Validation-accuracy=0.5", "validation"),
        ("Epoch[3] Train-accuracy=0.5", "plain"),
        ("ERROR Customer Error: bad", "error"),
        ("mxnet.base.MXNetError: x", "plain"),
        ("MXNetError: x", "error"),
        ("SyntaxWarning: invalid", "warning"),
        ("no errors here", "plain"),
    ],
)
def test_lines_are_told_apart(line: str, sort: str) -> None:
    assert kind(line) == sort


def test_marks_tell_without_colour() -> None:
    line = StoredLine(1, "local", T0, "ERROR Customer Error: bad")
    assert "✗ ERROR" in drawn(line)
    assert "▸" in drawn(line, cursor=True)
    assert "✗◆ERROR" in drawn(line, marked=True)


def test_the_host_is_the_short_part_of_a_stream() -> None:
    assert short_stream("ic-flowers-1/algo-2-1585000000") == "algo-2"
    assert short_stream("local") == "local"
    assert len(short_stream("x" * 100)) == 10


def test_every_occurrence_is_highlighted_and_empty_matches_are_not() -> None:
    line = StoredLine(1, "local", T0, "a b a [/x]")
    spans = draw_line(line, Look(pattern=re.compile("a|z*")))[1].spans
    assert sum(span.style == "reverse" for span in spans) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("^Epoch|^Done", [1, 4]),
        ("0.57", [2]),
        ("ERROR Customer", [3]),
        ("1404", []),
        ("22:19", []),
        ("an Epoch$", [2]),
    ],
)
def test_what_is_not_shown_of_a_line_is_not_found(tmp_path: Path, text: str, found: list[int]) -> None:
    book, record = book_with_job(tmp_path)
    error = PREFIX.replace("INFO", "ERROR")
    store(book, record, [f"{PREFIX}Epoch[3]", f"{PREFIX}0.57 an Epoch", f"{error}Customer Error", "Done"])
    (part,) = scan(book, record.id, Scan((compile_condition(text),)), 4, CancelToken())
    assert list(part.later) == found


def test_a_scan_looks_first_at_what_is_near_and_counts_everything_once(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    store(book, record, [f"{'even' if number % 2 == 0 else 'odd'} {number}" for number in range(1, 101)])
    found = Scan((compile_condition("even"),), first=60, scanned=60)
    bounds = []
    for part in scan(book, record.id, replace(found), 100, CancelToken(), chunk=25):
        found.add(part)
        bounds.append((found.first, found.scanned))
        assert list(found.seqs) == [seq for seq in range(2, 101, 2) if found.first < seq <= found.scanned]
        assert found.left(100) == found.first + 100 - found.scanned
    assert bounds == [(60, 85), (35, 85), (35, 100), (10, 100), (0, 100)]


def test_parts_of_a_scan_add_up(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    store(book, record, [f"line {number}" for number in range(1, 101)])
    begun = Scan((compile_condition("7"),), first=50, scanned=50)
    *_, last = accumulate(scan(book, record.id, begun, 100, CancelToken(), chunk=10), Part.then)
    begun.add(last)
    assert list(begun.seqs) == [seq for seq in range(1, 101) if "7" in str(seq)]
    assert not begun.left(100)


@pytest.mark.parametrize("text", ["(", "[", "*", "(a+)+", "(?:x*)*y", "(.+){3,}", "a{99999999999}", "(?P<x"])
def test_what_cannot_be_searched_for_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadPattern) as caught:
        compile_pattern(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["Epoch.*accuracy", r"\(a+\)+", "(a|b)+", "(ab)*c+", r"\d{4}", r"\Sx"])
def test_ordinary_expressions_are_taken(text: str) -> None:
    compile_pattern(text)


def test_the_next_match_goes_round() -> None:
    found = Scan((Condition(re.compile("x")),), array("Q", [3, 7, 20]))
    assert [found.beside(seq, 1) for seq in (1, 3, 8, 20, 99)] == [3, 7, 20, 3, 3]
    assert [found.beside(seq, -1) for seq in (1, 3, 8, 20, 99)] == [20, 20, 7, 7, 20]
    assert found.position(7) == 1
    assert found.position(8) is None
    assert Scan((Condition(re.compile("x")),)).beside(5, 1) is None


@pytest.mark.parametrize(
    ("seq", "step", "known"),
    [
        (50, 1, True), (69, 1, True), (70, 1, False), (30, 1, True), (29, 1, False),
        (50, -1, True), (41, -1, True), (40, -1, False), (81, -1, True), (82, -1, False),
    ],
)  # fmt: skip
def test_what_is_beside_is_known_once_no_other_line_can_be_nearer(seq: int, step: int, known: bool) -> None:
    looked = Scan((Condition(re.compile("x")),), array("Q", [40, 70]), first=30, scanned=80)
    assert looked.knows(seq, step, 100) is known
    assert not Scan(looked.conditions, first=30, scanned=80).knows(50, step, 100)
    assert Scan(looked.conditions, looked.seqs, first=0, scanned=100).knows(seq, step, 100)


def test_what_was_found_is_told_as_incomplete_while_it_is() -> None:
    conditions = (Condition(re.compile("x")),)
    near = Scan(conditions, array("Q", [900_000, 900_001]), first=899_000, scanned=1_000_000)
    assert status_line(searched=near, seq=900_001, count=1_000_000).plain == "/x  2… matches"
    assert status_line(filtered=near, count=1_000_000).plain == "filter x  2… of 1,000,000 lines"
    whole = Scan(conditions, near.seqs, first=0, scanned=1_000_000)
    assert status_line(searched=whole, seq=900_001, count=1_000_000).plain == "/x  2 of 2"


def test_what_found_nothing_says_how_it_is_dropped() -> None:
    nothing = Scan((Condition(re.compile("x")),), scanned=10)
    assert status_line(searched=nothing, count=10, drop_key="esc").plain == "/x  no match, esc drops it"
    assert status_line(filtered=nothing, count=10).plain == "filter x  no line matches"


@pytest.mark.parametrize(
    ("width", "said"), [(40, "/x  2 of 2   line 7 of 9"), (23, "/x  2 of 2"), (8, "/x  2 o…")]
)
async def test_what_does_not_fit_under_the_log_goes_part_by_part(width: int, said: str) -> None:
    status = LogStatus()
    async with PaneApp(status).run_test(size=(width, 3)) as pilot:
        status.show(Content("/x  2 of 2   line 7 of 9"))
        await until(pilot, lambda: said in screen_text(pilot)[0], "the line")


def test_a_source_keeps_a_bounded_number_of_lines_however_long_the_log(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    count = store(book, record, [f"line {number}" for number in range(1, 3 * PAGE * PAGES)])
    source = LogSource(book, record.id)
    source.count = count
    for row in (*range(0, count, 50), count - 1):
        line = source.line(row)
        assert line is not None
        assert line.text == f"line {row + 1}"
    assert sum(map(len, source._pages.values())) <= PAGE * PAGES
    assert source.line(count) is None
    assert source.line(-1) is None


def test_a_page_that_was_not_full_is_read_again(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    source = LogSource(book, record.id)
    for number in range(1, 5):
        source.count = store(book, record, [f"line {number}"])
        line = source.line(number - 1)
        assert line is not None
        assert line.text == f"line {number}"


def test_every_line_of_the_real_logs_is_drawn_harmless(shared: Path) -> None:
    for file in sorted((shared / "data" / "logs").glob("*.log")):
        for number, text in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
            shown_text = drawn(StoredLine(number, "local", T0, clean(text)), Look(pattern=re.compile("acc")))
            assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in shown_text)
