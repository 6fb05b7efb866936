"""The log pane: following, reading back, searching, filtering, copying; nothing hostile, nothing in vain."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from core.text import clean
from tests.tui.panes import T0, PaneApp, book_with_job, content_text, screen_text, store, until
from tui.widgets.log_bar import LogInput, LogStatus
from tui.widgets.log_pane import LogPane
from tui.widgets.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.pilot import Pilot

    from core.runs import Record, RunBook

SIZE = (60, 12)


class Shown:
    """A log pane in a running app."""

    def __init__(self, pilot: Pilot[None], pane: LogPane, book: RunBook, record: Record) -> None:
        self.pilot, self.pane, self.book, self.record = pilot, pane, book, record

    @property
    def rows(self) -> list[str]:
        """The text of the rows, time and mark cut off."""
        return [row[8:] for row in content_text(self.pilot, self.pane.query_one(LogView))]

    @property
    def status(self) -> str:
        """The status line."""
        return self.pane.query_one(LogStatus).text

    async def more(self, *texts: str) -> None:
        """More lines arrive, and their repaint is through."""
        count = store(self.book, self.record, texts)
        self.pane.line_count_changed(count)
        reading = self.pane.reading
        assert reading is not None
        await until(self.pilot, lambda: reading.source.count == count, "the lines on screen")
        await self.pilot.pause()

    async def type(self, key: str, text: str) -> None:
        """Open search or filter and type."""
        getattr(self.pane, {"/": "action_search", "f": "action_filter"}[key])()
        await self.pilot.pause()
        await self.pilot.press(
            *(
                {
                    "/": "slash",
                    " ": "space",
                    "+": "plus",
                    "*": "asterisk",
                    "(": "left_parenthesis",
                    ")": "right_parenthesis",
                    "[": "left_square_bracket",
                    "]": "right_square_bracket",
                }.get(char, char)
                for char in text
            ),
            "enter",
        )
        await self.pilot.pause()


@asynccontextmanager
async def log_of(folder: Path, texts: list[str], size: tuple[int, int] = SIZE) -> AsyncIterator[Shown]:
    """A pane that shows these lines; its clock jumps, so that every repaint is due."""
    book, record = book_with_job(folder)
    store(book, record, texts)
    seconds = iter(range(0, 1_000_000, 10))
    pane = LogPane(book, id="log", clock=lambda: float(next(seconds)))
    async with PaneApp(pane).run_test(size=size, notifications=True) as pilot:
        pane.show(record.id)
        await pilot.pause()
        yield Shown(pilot, pane, book, record)


HUNDRED = [f"line {number}" for number in range(1, 101)]


async def test_it_opens_at_the_end(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        assert log.rows == [f"line {number}" for number in range(91, 101)]


async def test_new_lines_are_followed_at_the_end(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.more("line 101", "line 102")
        assert log.rows[-2:] == ["line 101", "line 102"]


async def test_reading_back_is_never_pulled_down_and_says_what_is_new(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.pilot.press("pageup", "pageup")
        before = log.rows
        assert "line 100" not in before
        await log.more(*(f"line {number}" for number in range(101, 229)))
        await until(log.pilot, lambda: "▼ 128 new" in log.status, "the count of new lines")
        assert log.rows == before
        await log.pilot.press("end")
        assert log.rows[-1] == "line 228"


async def test_going_below_the_last_line_follows_again(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.pilot.press("up", "down", "down")
        await log.more("line 101")
        assert log.rows[-1] == "line 101"


async def test_home_shows_the_first_line(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.pilot.press("home")
        assert log.rows[0] == "line 1"


async def test_the_view_stays_sideways_when_lines_arrive(tmp_path: Path) -> None:
    async with log_of(tmp_path, [*HUNDRED, "x" * 50 + "THE END" + "y" * 30]) as log:
        await log.pilot.press("right")
        assert "THE END" in log.rows[-1]
        await log.more("z" * 90)
        assert "THE END" in log.rows[-2]


async def test_scrolled_sideways_a_row_keeps_its_time_and_marks_and_says_that_it_is_cut(
    tmp_path: Path,
) -> None:
    long = "Epoch[0] Validation-" + "x" * 40 + "THE END" + "y" * 30
    async with log_of(tmp_path, ["short", long, "z" * 30]) as log:
        await log.pilot.press("up", "right")
        first, second, third = content_text(log.pilot, log.pane.query_one(LogView))[:3]
        assert [row[5:9] for row in (first, second, third)] == ["   …", " ▸ …", "   …"]
        assert first.endswith("…"), "nothing of a short line is left"
        assert "THE END" in second
        await log.pilot.press("left", "up")
        rows = content_text(log.pilot, log.pane.query_one(LogView))[:2]
        assert [row[5:12] for row in rows] == [" ▸ shor", " ● Epoc"]


async def test_search_goes_to_a_match_and_counts_them(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.type("/", "line .7$")
        await until(log.pilot, lambda: "9 of 9" in log.status, "the last of nine matches")
        await log.pilot.press("home")
        log.pane.step(1)
        await until(log.pilot, lambda: "1 of 9" in log.status, "the first match")
        assert log.rows[-1] == "line 17"
        log.pane.step(-1)
        await until(log.pilot, lambda: "9 of 9, from the end" in log.status, "around the start")
        log.pane.step(1)
        await until(log.pilot, lambda: "1 of 9, from the top" in log.status, "around the end")
        log.pane.step(1)
        await until(log.pilot, lambda: "2 of 9 " in log.status, "the second match")
        log.pane.step(-1)
        await until(log.pilot, lambda: "1 of 9 " in log.status, "the first match, come to from below")
        log.pane.step(-1)
        await until(log.pilot, lambda: "9 of 9, from" in log.status, "around the start")
        assert any(row.startswith("line 97") for row in log.rows)


async def test_search_ignores_case_unless_a_capital_is_typed(tmp_path: Path) -> None:
    async with log_of(tmp_path, ["Epoch one", "epoch two"]) as log:
        await log.type("/", "epoch")
        await until(log.pilot, lambda: "of 2" in log.status, "both")
        await log.type("/", "Epoch")
        await until(log.pilot, lambda: "1 of 1" in log.status, "the one with a capital")


async def test_reopened_search_brings_the_old_text_back_selected(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.type("/", "line 5")
        log.pane.action_search()
        await log.pilot.pause()
        field = log.pane.query_one(LogInput)
        assert field.selected_text == "line 5"
        await log.pilot.press("x")
        assert field.value == "x"


@pytest.mark.parametrize(
    ("text", "said"), [("li(ne", "not a regular expression"), ("[", "not a regular"), ("(a+)+b", "repeat")]
)
async def test_what_is_no_expression_is_said_in_place_and_can_be_mended(
    tmp_path: Path, text: str, said: str
) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.type("/", text)
        assert said in log.status
        assert log.pane.query_one(LogInput).has_focus
        await log.pilot.press("escape")
        assert log.status == ""
        assert log.pane.has_focus


async def test_a_filter_shows_matching_lines_of_how_many_and_takes_new_ones(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.type("f", "line .0$")
        await until(log.pilot, lambda: "9 of 100 lines" in log.status, "the filter")
        assert [row for row in log.rows if row] == [f"line {number}0" for number in range(1, 10)]
        await log.more("line 55", "line 20", "other")
        await until(log.pilot, lambda: "10 of 103 lines" in log.status, "the new line")
        assert log.rows[-1] == "line 20"
        await log.pilot.press("escape")
        assert log.rows[-1] == "other"
        assert log.status == ""


async def test_search_looks_only_at_what_the_filter_lets_through(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.type("f", "0$")
        await log.type("/", "5")
        await until(log.pilot, lambda: "1 of 1" in log.status, "one of eleven matches")
        assert log.pane.copy_text() == "line 50"


async def test_a_filter_reads_a_large_log_while_keys_go_on(tmp_path: Path) -> None:
    texts = [f"Epoch[{number}] Batch [{number % 7}]" for number in range(50_000)]
    async with log_of(tmp_path, texts) as log:
        await log.type("f", "Batch .[36]")
        await log.pilot.press("up")
        await until(log.pilot, lambda: "14,285 of 50,000" in log.status, "the whole log filtered")


async def test_copy_takes_the_whole_stored_line_of_the_cursor(tmp_path: Path) -> None:
    line = "[11/23/2026 22:19:04 INFO 140432456828736] Epoch[3] Validation-accuracy=0.512000"
    async with log_of(tmp_path, [line, "after"]) as log:
        assert log.pane.copy_text() == "after"
        await log.pilot.press("up")
        assert log.pane.copy_text() == line


async def test_nothing_is_repainted_when_nothing_came(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        view = log.pane.query_one(LogView)
        await log.pilot.pause()
        log.pane.line_count_changed(100)
        assert not view._repaint_regions
        await log.pilot.press("home")
        await log.pilot.pause()
        await log.more("line 101")
        log.pane.line_count_changed(101)
        assert not view._repaint_regions


async def test_lines_arriving_in_a_burst_are_repainted_at_most_once_a_second(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    pane = LogPane(book, id="log", clock=lambda: 5.0)
    async with PaneApp(pane).run_test(size=SIZE) as pilot:
        pane.show(record.id)
        for number in range(50):
            pane.line_count_changed(store(book, record, [f"line {number}"]))
        await pilot.pause()
        drawn = [row for row in content_text(pilot, pane.query_one(LogView)) if row]
        assert len(drawn) == 1
        await until(pilot, lambda: "line 49" in "".join(screen_text(pilot)), "the second repaint")


@pytest.mark.parametrize(
    "hostile", ["[/x]", "[b", "[red]x[/]", "\x1b]52;c;aGk=\x07x", "\x1b[2Jx", "\x9b31mx", "a\x00b"]
)
async def test_hostile_text_is_shown_as_text(tmp_path: Path, hostile: str) -> None:
    async with log_of(tmp_path, [clean(hostile)]) as log:
        assert log.rows[0] == clean(hostile).rstrip()
        await log.type("f", "x")
        await log.pilot.pause()
        assert "\x1b" not in "".join(screen_text(log.pilot))


async def test_a_search_for_markup_is_no_markup(tmp_path: Path) -> None:
    async with log_of(tmp_path, ["[/x] is text"]) as log:
        await log.type("/", "[/]x")
        await until(log.pilot, lambda: "1 of 1" in log.status, "the match")


async def test_wide_characters_are_cut_at_whole_cells(tmp_path: Path) -> None:
    async with log_of(tmp_path, ["花" * 100], size=(31, 6)) as log:
        for _ in range(2):
            widths = {strip.cell_length for strip in log.pilot.app.screen._compositor.render_strips()}
            assert widths == {31}
            await log.pilot.press("right")


async def test_hosts_are_named_once_there_are_several(tmp_path: Path) -> None:
    async with log_of(tmp_path, ["one"]) as log:
        assert log.rows[0] == "one"
        count = store(log.book, log.record, ["two"], stream="ic-job/algo-2-1585")
        log.pane.line_count_changed(count)
        await until(log.pilot, lambda: "algo-2" in "".join(screen_text(log.pilot)), "the host's name")


async def test_another_job_drops_filter_and_search(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.type("f", "9")
        await until(log.pilot, lambda: "19 of 100" in log.status, "the filter")
        log.pane.show(None)
        await log.pilot.pause()
        assert log.status == ""
        assert "appears here" in screen_text(log.pilot)[1]
        assert not any(log.rows[1:])
        assert not log.pane.step(1)
        log.pane.action_top()
        assert log.pane.copy_text() == ""


async def test_the_cursor_is_seen_without_colours(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    store(book, record, HUNDRED)
    pane = LogPane(book, id="log")
    async with PaneApp(pane, "terminal").run_test(size=SIZE) as pilot:
        pane.show(record.id)
        await pilot.pause()
        await pilot.press("up")
        await pilot.pause()
        view = pane.query_one(LogView)
        marked = [
            y
            for y in range(view.size.height)
            if all(part.style and part.style.reverse for part in view.render_line(y))
        ]
        assert marked == [8]


async def test_an_empty_log_says_why_it_is_empty(tmp_path: Path) -> None:
    async with log_of(tmp_path, []) as log:
        assert "No line yet." in screen_text(log.pilot)[1]
        await log.more("line 1")
        assert log.rows[0] == "line 1"
        await log.type("f", "nothing")
        await until(log.pilot, lambda: "no line matches, esc drops it" in log.status, "the filter")
        assert "No line passes the filter." in screen_text(log.pilot)[1]


async def test_a_match_is_brought_into_view_wherever_the_log_was_scrolled_sideways(tmp_path: Path) -> None:
    wide = [f"needle {number}" + " " * 200 + "HAYSTACK" for number in range(30)]
    async with log_of(tmp_path, wide) as log:
        await log.pilot.press(*["right"] * 9)
        assert "HAYSTACK" in "".join(screen_text(log.pilot))
        await log.type("/", "needle 2")
        await until(
            log.pilot, lambda: "of 11" in log.status and "needle 2" in "".join(log.rows), "the match in view"
        )
        await log.type("/", "HAYSTACK")
        await until(
            log.pilot, lambda: "HAYSTACK" in "".join(screen_text(log.pilot)[1:-2]), "the far match in view"
        )


async def test_a_time_is_gone_to_and_one_behind_the_end_follows(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.pilot.press("a", *"30s", "enter")
        assert "line 70 of 100" in log.status
        assert log.pane.copy_text() == "line 70"
        await log.pilot.press("a", *"head", "enter")
        assert log.rows[0] == "line 1"
        await log.pilot.press("a", *"soon", "enter")
        assert "not a time" in log.status
        await log.pilot.press("escape", "a", *"tail", "enter")
        assert log.status == ""
        assert log.rows[-1] == "line 100"


async def test_a_filter_is_inverted_by_a_key_or_by_typing_it(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.type("f", "line .$")
        await until(log.pilot, lambda: "9 of 100 lines" in log.status, "the filter")
        await log.pilot.press("exclamation_mark")
        await until(log.pilot, lambda: "filter !line .$  91 of 100" in log.status, "its inverse")
        assert log.rows[0] == "line 92"
        log.pane.query_one(LogInput).remember("filter", "!line [1-9]")
        log.pane.action_filter()
        await log.pilot.press("enter")
        await until(log.pilot, lambda: "no line matches" in log.status, "what was typed")


async def test_a_reader_stays_on_his_line_when_the_filter_goes(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.type("f", "0$")
        await until(log.pilot, lambda: "10 of 100 lines" in log.status, "the filter")
        await log.pilot.press("up", "up")
        assert log.pane.copy_text() == "line 80"
        await log.pilot.press("escape")
        assert "line 80 of 100" in log.status
        assert {"line 79", "line 80"} <= set(log.rows)
        await log.type("f", "5$")
        await until(log.pilot, lambda: "line 9 of 10" in log.status, "the next line that passes")


async def test_long_lines_are_wrapped_and_cut_again(tmp_path: Path) -> None:
    async with log_of(tmp_path, [*HUNDRED, "word " * 30 + "END"]) as log:
        await log.pilot.press("w")
        assert log.rows[-1].endswith("END")
        assert log.rows[0] == "line 95"
        await log.pilot.press("up")
        assert log.pane.copy_text() == "line 100"
        await log.more("line 102")
        assert log.rows[0] == "line 95"
        await log.pilot.press("w", "end")
        assert log.rows[-2].startswith("word word")
        assert "END" not in "".join(log.rows)


async def test_times_are_shown_as_is_wished(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        shown = []
        for _ in range(4):
            shown.append(content_text(log.pilot, log.pane.query_one(LogView))[-1])
            await log.pilot.press("T")
            await log.pilot.pause()
        assert [len(row.removesuffix("  line 100")) for row in shown] == [6, 9, 15, 0]
        assert shown[1][5] == ":"


async def test_marked_lines_are_shown_and_gone_to_whatever_job_was_shown_meanwhile(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        await log.pilot.press("u")
        assert "no line is marked" in log.status
        await log.pilot.press("M", "home", "M", "down")
        assert sum("◆" in row for row in screen_text(log.pilot)) == 1
        log.pane.show(None)
        log.pane.show(log.record.id)
        await log.pilot.press("U")
        assert log.pane.copy_text() == "line 1"
        await log.pilot.press("u")
        assert log.pane.copy_text() == "line 100"


async def test_how_long_a_job_that_runs_is_quiet_is_said_to_the_minute(tmp_path: Path) -> None:
    book, record = book_with_job(tmp_path)
    count = store(book, record, HUNDRED)
    pane = LogPane(book, id="log", now=lambda: T0 + 99 + 185)
    async with PaneApp(pane).run_test(size=SIZE):
        pane.show(record.id)
        pane.line_count_changed(count, running=True)
        assert pane.query_one(LogStatus).text == "last line 3 minutes ago"
        pane.line_count_changed(count)
        assert pane.query_one(LogStatus).text == ""


async def test_all_lines_on_the_screen_are_copied(tmp_path: Path) -> None:
    async with log_of(tmp_path, HUNDRED) as log:
        assert log.pane.reading is not None
        assert log.pane.reading.seen_text == "\n".join(HUNDRED[-10:])
