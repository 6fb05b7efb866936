"""Searching a stored log finds what looking at every line would find."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.cancel import CancelToken
from core.errors import Cancelled
from core.runs.literal import required_literal
from core.runs.search import CHUNK
from tests.core.runs.samples import append, log

if TYPE_CHECKING:
    from core.runs import Record, RunBook

LINES = [
    "[11/23/2026 22:19:04 INFO 140432] Epoch[0] Batch [20] Speed: 171.05 samples/sec accuracy=0.25",
    "[11/23/2026 22:19:05 INFO 140432] Epoch[0] Train-accuracy=0.31",
    "[11/23/2026 22:19:06 INFO 140432] Epoch[0] Validation-accuracy=0.54",
    "100% of 3_000 [x] \\ and so on",
    "",
    "Kelvin K, long ſ and dotless ı are letters to a search that is blind to case",
    "EPOCH[1] VALIDATION-ACCURACY=0.61",
]


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@pytest.mark.parametrize(
    "expression",
    [
        "Epoch", "Epoch\\[0\\] V", "validation-accuracy", "accuracy=0\\.[35]", "100%", "3_0+", "\\\\", "^$", "",
        "Train|Batch", "(?:Train|Batch)-?", "Speed: \\d+", "x?Epoch", "s{2}", "K", "kelvin", "ſ", "LETTERS",
        "\\x45poch", "[a[]x", "[]]", "[^]E]poch", "o{1,}n", "(?=.*so)and", "\\bso\\b", "(?#Epoch)100",
    ],
)  # fmt: skip
def test_a_search_finds_the_lines_that_match(book: RunBook, job: Record, expression: str, flags: int) -> None:
    store(book, job, LINES)
    pattern = re.compile(expression, flags)
    expected = [seq for seq, text in enumerate(LINES, 1) if pattern.search(text)]
    rest = [seq for seq in range(1, len(LINES) + 1) if seq not in expected]
    assert list(book.search(job.id, pattern)) == expected
    assert list(book.search(job.id, pattern, reverse=True)) == expected[::-1]
    assert list(book.search(job.id, pattern, invert=True)) == rest
    assert list(book.search(job.id, pattern, after=2, before=6)) == [seq for seq in expected if 2 < seq < 6]
    assert list(book.search(job.id, pattern, limit=1)) == expected[:1]


def store(book: RunBook, job: Record, lines: list[str]) -> None:
    append(book, job.id, [log([seq], text=text.replace("{", "{{").replace("}", "}}"))[0]
                          for seq, text in enumerate(lines)])  # fmt: skip


def test_a_search_goes_over_chunks_in_both_directions(book: RunBook, job: Record) -> None:
    append(book, job.id, log(range(1, 2 * CHUNK + 11), text="number {};"))
    pattern = re.compile(r"number \d*999;")
    expected = [seq for seq in range(1, 2 * CHUNK + 11) if str(seq).endswith("999")]
    assert list(book.search(job.id, pattern)) == expected
    assert list(book.search(job.id, pattern, reverse=True, limit=3)) == expected[:-4:-1]
    assert list(book.search(job.id, re.compile(r"\d\d\d99;"), after=CHUNK - 2)) == [
        seq for seq in expected_99() if seq > CHUNK - 2
    ]


def expected_99() -> list[int]:
    return [seq for seq in range(10_000, 2 * CHUNK + 11) if seq % 100 == 99]


def test_a_search_can_be_cancelled_between_chunks(book: RunBook, job: Record) -> None:
    append(book, job.id, log(range(CHUNK + 1)))
    cancel = CancelToken()
    found = book.search(job.id, re.compile("line"), cancel=cancel)
    assert next(found) == 1
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(found)


PLAIN = r"a K s ı % _ x - ] } { \. \\ \d \w \b \x41 . ^ $"
NESTED = r"[ab] []x] [^a] (a|b) (?:ab)? (?i:K) (?=a) (?!b) | * + ? {2} {1,} {,2}"
PIECES = st.sampled_from([*PLAIN.split(), *NESTED.split()])


@given(st.lists(PIECES, max_size=8), st.text("aAkKK sſıİ%_.\\Ab]x-{}12", max_size=12), st.booleans())
@example(["a", "{", "}", "x"], "a{}x", False)
@example(["K", "s"], "ſſKs", True)
def test_every_match_contains_the_required_text(pieces: list[str], text: str, blind: bool) -> None:
    import sqlite3

    try:
        pattern = re.compile("".join(pieces), re.IGNORECASE if blind else 0)
    except re.error:
        return
    literal = required_literal(pattern)
    if literal is None or not pattern.search(text):
        return
    connection = sqlite3.connect(":memory:")
    condition, argument = literal.condition.replace("text", ":text"), iter(range(99))
    condition = re.sub(r"\?", lambda _: f":a{next(argument)}", condition)
    values = {f"a{number}": value for number, value in enumerate(literal.arguments)}
    (holds,) = connection.execute(f"SELECT {condition}", {"text": text, **values}).fetchone()
    connection.close()
    assert holds, (pattern.pattern, literal)
