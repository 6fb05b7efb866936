"""The log: lines with their arrival times, written by the runner, read by offset."""

from __future__ import annotations

import os
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.local import logfile
from core.engine.local.logfile import LogWriter, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.engine.base import LogLine


@contextmanager
def writer(file: Path, *, now: float = 1_000.5) -> Iterator[LogWriter]:
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    yield LogWriter(descriptor, lambda: now)
    os.close(descriptor)


def written(file: Path, *pieces: bytes) -> list[str]:
    """What a reader gets of output that came in these pieces and then ended."""
    with writer(file) as log:
        for piece in pieces:
            log.feed(piece)
        log.close()
    return [line.text for line in everything(file)]


def everything(file: Path) -> list[LogLine]:
    lines: list[LogLine] = []
    cursor = None
    while (page := read_page(file, cursor)).lines:
        lines += page.lines
        cursor = page.cursor
    return lines


def test_a_line_arrives_with_its_time_and_a_key_of_its_own(tmp_path: Path) -> None:
    written(tmp_path / "log", b"same\nsame\n")
    one, other = everything(tmp_path / "log")
    assert (one.text, one.time, one.stream) == ("same", 1_000.5, "algo-1")
    assert (other.text, other.time) == ("same", 1_000.5)
    assert one.key != other.key


def test_a_line_is_not_delivered_before_its_line_feed(tmp_path: Path) -> None:
    with writer(tmp_path / "log") as log:
        log.feed(b"Epoch[0] Validation-accuracy=0.5")
        assert everything(tmp_path / "log") == []
        log.feed(b"4321\nnext")
        assert [line.text for line in everything(tmp_path / "log")] == [
            "Epoch[0] Validation-accuracy=0.54321"
        ]
        log.close()
    assert [line.text for line in everything(tmp_path / "log")][-1] == "next"


def test_a_line_cut_short_on_disk_waits_for_its_rest(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"1.000 whole\n2.000 half")
    page = read_page(file, None)
    assert [line.text for line in page.lines] == ["whole"]
    with file.open("ab") as more:
        more.write(b" and half\n")
    assert [line.text for line in read_page(file, page.cursor).lines] == ["half and half"]


@given(
    lines=st.lists(st.binary(max_size=20).filter(lambda data: b"\n" not in data), max_size=20),
    cuts=st.lists(st.integers(0, 400), max_size=8),
)
def test_it_does_not_matter_where_the_output_was_cut(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], cuts: list[int]
) -> None:
    data = b"".join(line + b"\n" for line in lines)
    places = sorted({0, *(min(cut, len(data)) for cut in cuts), len(data)})
    pieces = [data[start:end] for start, end in pairwise(places)]
    texts = written(tmp_path_factory.mktemp("log") / "log", *pieces)
    assert texts == [line.removesuffix(b"\r").decode("utf-8", "replace") for line in lines]


@pytest.mark.parametrize("size", [logfile.LINE_BYTES - 1, logfile.LINE_BYTES, logfile.LINE_BYTES * 3 + 7])
def test_a_huge_line_is_cut_and_nothing_of_it_is_lost(tmp_path: Path, size: int) -> None:
    data = b"0123456789" * (size // 10) + b"x" * (size % 10)
    pieces = [data[at : at + 65_536] for at in range(0, size, 65_536)]
    texts = written(tmp_path / "log", b"before\n", *pieces, b"\nafter\n")
    assert (texts[0], texts[-1]) == ("before", "after")
    assert "".join(texts[1:-1]) == data.decode()
    assert all(len(text) <= logfile.LINE_BYTES for text in texts)


def test_a_huge_line_without_an_end_does_not_stay_in_memory(tmp_path: Path) -> None:
    with writer(tmp_path / "log") as log:
        for _ in range(10):
            log.feed(b"x" * logfile.LINE_BYTES)
        assert (tmp_path / "log").stat().st_size >= 9 * logfile.LINE_BYTES


def test_pages_are_bounded_and_follow_each_other_without_gap(tmp_path: Path) -> None:
    wanted = [f"line {number}" for number in range(logfile.PAGE_LINES * 2 + 5)]
    written(tmp_path / "log", "\n".join(wanted).encode())
    first = read_page(tmp_path / "log", None)
    assert len(first.lines) == logfile.PAGE_LINES
    assert first.more
    assert [line.text for line in everything(tmp_path / "log")] == wanted
    last = read_page(tmp_path / "log", read_page(tmp_path / "log", first.cursor).cursor)
    assert len(last.lines) == 5
    assert not last.more


def test_at_its_end_a_cursor_stays_where_it_is(tmp_path: Path) -> None:
    written(tmp_path / "log", b"a\n")
    end = read_page(tmp_path / "log", None).cursor
    page = read_page(tmp_path / "log", end)
    assert (page.lines, page.cursor, page.more) == ((), end, False)


def test_a_log_that_is_not_there_yet_is_an_empty_page(tmp_path: Path) -> None:
    page = read_page(tmp_path / "log", None)
    assert (page.lines, page.more) == ((), False)
    written(tmp_path / "log", b"a\n")
    assert len(read_page(tmp_path / "log", page.cursor).lines) == 1


@pytest.mark.parametrize("cursor", ["", "{}", "[]", "null", '{"offset": "x"}', '{"offset": -5}', "no json"])
def test_a_cursor_of_another_program_reads_from_the_start(tmp_path: Path, cursor: str) -> None:
    written(tmp_path / "log", b"a\nb\n")
    assert [line.text for line in read_page(tmp_path / "log", cursor).lines] == ["a", "b"]


def test_the_tail_keeps_the_last_lines_for_a_failure_reason(tmp_path: Path) -> None:
    with writer(tmp_path / "log") as log:
        log.feed(b"".join(b"line %d\n" % number for number in range(500)) + b"y" * 5_000 + b"\nlast")
        log.close()
        assert log.tail[-1] == "last"
        assert len(log.tail[-2]) == 1_000
        assert log.tail[0] == f"line {500 - logfile.TAIL_LINES + 2}"
