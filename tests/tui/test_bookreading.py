"""What the cockpit reads of a job in the run book, each time it has grown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import UnknownJob
from core.runs import RunBook
from tests.core.runs.samples import DONE, KEY, RUNNING, accuracy, append, log
from tui.bookreading import BookReading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = 1010.0


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    book = RunBook.open(tmp_path / "runs.sqlite")
    yield book
    book.close()


@pytest.fixture
def reading(book: RunBook) -> BookReading:
    return BookReading(book, book.add_job(KEY, spec=None, created=1000.0))


def test_what_is_new_is_taken_in_and_the_last_value_of_an_epoch_counts(
    book: RunBook, reading: BookReading
) -> None:
    job = reading.record.id
    append(book, job, log(range(3)), [accuracy(0, 0.4), accuracy(1, 0.5)])
    reading.read(NOW)
    assert (reading.lines, [point.value for point in reading.points]) == (3, [0.4, 0.5])
    append(book, job, log(range(3, 5)), [accuracy(1, 0.6)])
    reading.read(NOW)
    assert (reading.lines, [point.value for point in reading.points]) == (5, [0.4, 0.6])


def test_the_curve_is_another_when_points_come_and_when_the_job_ends(
    book: RunBook, reading: BookReading
) -> None:
    job = reading.record.id

    def changed() -> bool:
        reading.read(NOW)
        return reading.take_curve()

    assert changed(), "it was never drawn"
    assert not changed()
    append(book, job, log(range(2)))
    assert not changed()
    append(book, job, [], [accuracy(0, 0.4)])
    assert changed()
    book.store(job, old_cursor=book.cursor(job), cursor="running", state=RUNNING)
    assert (changed(), reading.running) == (False, True)
    book.store(job, old_cursor="running", cursor="done", state=DONE)
    assert (changed(), reading.running) == (True, False)
    assert not changed()


def test_a_job_that_is_not_in_the_book_is_said(reading: BookReading, tmp_path: Path) -> None:
    other = RunBook.open(tmp_path / "other.sqlite")
    try:
        with pytest.raises(UnknownJob):
            BookReading(other, reading.record).read(NOW)
    finally:
        other.close()
