"""The fast ways of a search (lines joined, blocks, a twin of the expression) find what the plain way finds."""

from __future__ import annotations

import re
from threading import Event
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from core.cancel import CancelToken
from core.errors import Cancelled
from core.runs import RunBook
from core.runs.ahead import read_ahead
from core.runs.search import CHUNK, Condition
from core.runs.stretch import Block, BlockSize, Stretch
from core.runs.twin import search_for
from tests.core.runs.samples import KEY, append, log

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = r"a B k K s S ı ſ é % _ x - ] } 7 \. \\ \d \D \w \W \s \S \b \B \A \Z \n \t \x41 \101 \0 \N \u0041 \1 . ^ $"
SETS = r"[ab] []x] [^a] [a-f] [A-F] [^A-F] [A-z] [0-9] [\s] [^\s] [\S] [\w-] [a-] [^-a] [k] [\x41] [ \d.]"
NESTED = r"(a|b) (?:ab)? (k) (?i:K) (?=a) (?!b) (?<=a) (?<!K) (?P<n>a) (?P=n) (?#x) | * + ? {2} {1,} {,2} *?"
PIECES = st.sampled_from([*PLAIN.split(), *SETS.split(), *NESTED.split(), " "])
LETTERS = st.text("aAbBkKsSxX\u212aſsıİéÉ 7%_.\\]-}\t\r\x00\x1c\x1f\x85\u2028\u00a0\n", max_size=12)
ASCII = st.text("aAbBfFkKsSxX 7%_.\\]-}\t\r\x00\x1c\x1f", max_size=12)
FLAGS = st.sampled_from([0, re.IGNORECASE, re.MULTILINE, re.DOTALL, re.IGNORECASE | re.MULTILINE])


def compiled(pieces: list[str], flags: int) -> re.Pattern[str]:
    """The expression; what is none is not tried."""
    try:
        return re.compile("".join(pieces), flags)
    except re.error:
        assume(False)
        raise


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
@settings(max_examples=400)
@given(st.lists(PIECES, min_size=1, max_size=6), st.lists(ASCII | LETTERS, min_size=1, max_size=4), FLAGS)
@example(["[A-z]"], ["_", "["], re.IGNORECASE)
@example(["(k)", r"\1"], ["kK", "Kk", "kk"], re.IGNORECASE)
@example([r"\s"], ["\x1c", "\x1f", " ", "a"], 0)
@example([r"\S", "$"], ["\x1c", "a\x1d"], re.IGNORECASE)
def test_a_twin_finds_what_the_expression_finds(pieces: list[str], lines: list[str], flags: int) -> None:
    pattern = compiled(pieces, flags)
    search = search_for(pattern)
    for line in lines:
        found = [bool(each) for each in search.found(Block([line], line.isascii()))]
        assert found == [bool(pattern.search(line))], (pattern.pattern, search)


@pytest.mark.parametrize("text", ["epoch", r"\d+ samples", "[a-f]+x", r"loss=nan|error", r"a\b.*\s"])
@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
def test_what_one_types_has_a_twin(text: str, flags: int) -> None:
    assert search_for(re.compile(text, flags)).twin is not None


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.lists(PIECES, min_size=1, max_size=3), min_size=1, max_size=2),
    # A line that was cleaned (core/text.py) holds no NUL, at which SQLite would end it.
    st.lists(LETTERS.map(lambda text: text.replace("\x00", "")), min_size=1, max_size=9),
    st.integers(1, 9),
    st.booleans(),
)
@example([["a"], ["b"]], ["ab", "a\nb", "b", ""], 2, True)
@example([["^", "$"]], ["", "", "\n", ""], 3, False)
def test_a_book_finds_in_spans_what_lies_in_its_lines(
    tmp_path_factory: pytest.TempPathFactory,
    pieces: list[list[str]],
    lines: list[str],
    size: int,
    without: bool,
) -> None:
    conditions = [
        Condition(compiled(each, re.IGNORECASE), without and not n) for n, each in enumerate(pieces)
    ]
    book = RunBook.open(tmp_path_factory.mktemp("book") / "runs.sqlite", busy_seconds=5)
    try:
        job = book.add_job(KEY, spec={"launch_id": "a1", "hyperparameters": {}}, created=1000.0)
        plain = log(range(len(lines)))
        append(book, job.id, [type(each)(each.key, each.stream, each.time, text)
                              for each, text in zip(plain, lines, strict=True)])  # fmt: skip
        stored = [line.text for line in book.lines(job.id)]
        spans = [
            range(start, min(len(lines), start + size - 1) + 1) for start in range(1, len(lines) + 1, size)
        ]
        expected = [
            [
                seq
                for seq in span
                if all(bool(c.pattern.search(stored[seq - 1])) != c.without for c in conditions)
            ]
            for span in spans
        ]
        assert [list(found) for found in book.meeting(job.id, conditions, spans)] == expected
    finally:
        book.close()


@given(st.lists(st.text("ab\r\u2028é", max_size=5), min_size=1, max_size=40), st.integers(1, 30))
def test_blocks_hold_every_line_once_and_in_order(lines: list[str], characters: int) -> None:
    size = BlockSize(characters)
    blocks = list(Stretch(range(1, len(lines) + 1), "\n".join(lines)).blocks(size, None))
    assert [line for block in blocks for line in block.lines] == lines
    assert all(block.is_ascii == all(map(str.isascii, block.lines)) for block in blocks)


def test_the_next_part_is_read_while_one_is_worked_on(tmp_path: Path) -> None:
    begun = [Event() for _ in range(4)]

    def read(part: int) -> int:
        begun[part].set()
        return part * 10

    found = read_ahead(read, range(4))
    assert next(found) == 0
    assert begun[1].wait(30)
    assert list(found) == [10, 20, 30]
    assert list(read_ahead(read, [])) == []
    assert list(read_ahead(read, [3])) == [30]


def test_a_failure_to_read_comes_to_the_one_who_asked() -> None:
    def read(part: int) -> int:
        if part == 2:
            raise OSError("gone")
        return part

    found = read_ahead(read, range(4))
    assert [next(found), next(found)] == [0, 1]
    with pytest.raises(OSError, match="gone"):
        next(found)


@pytest.mark.parametrize("expression", ["nowhere", "line"])
def test_a_search_is_cancelled_where_it_finds_nothing_too(book: RunBook, expression: str) -> None:
    job = book.add_job(KEY, spec={"launch_id": "a1", "hyperparameters": {}}, created=1000.0)
    append(book, job.id, log(range(9)))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(book.search(job.id, re.compile(expression), cancel=cancel))


def test_many_lines_over_many_chunks(book: RunBook) -> None:
    job = book.add_job(KEY, spec={"launch_id": "a1", "hyperparameters": {}}, created=1000.0)
    count = 2 * CHUNK + 7
    append(book, job.id, log(range(1, count + 1), text="Number {}"))
    assert list(book.search(job.id, re.compile("number", re.IGNORECASE))) == list(range(1, count + 1))
    assert list(book.search(job.id, re.compile(r"[1-9]\d{9}"))) == []
    assert list(book.search(job.id, re.compile(r"r \d*7$"), invert=True, limit=8)) == [1, 2, 3, 4, 5, 6, 8, 9]
