"""Old jobs are forgotten as wholes; what an interrupted run of it left is forgotten by the next."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from core.job.status import JobKey
from core.runs import RunBook
from core.runs.prune import AT_ONCE
from tests.core.runs.samples import DONE, KEY, OTHER, accuracy, append, log, texts

if TYPE_CHECKING:
    from pathlib import Path

    from core.runs import Record

DAY = 86400.0
ENDED = DONE.ended or 0.0


def end(book: RunBook, job: Record) -> None:
    cursor = book.cursor(job.id)
    assert book.store(job.id, old_cursor=cursor, cursor=cursor, state=DONE)


def rows(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    connection = sqlite3.connect(path)
    tables = ("jobs", "streams", "lines", "points")
    counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
    connection.close()
    return counts


def test_whole_jobs_that_ended_long_ago_are_forgotten(book: RunBook, job: Record) -> None:
    running = book.add_job(OTHER, spec=None, created=1.0)
    append(book, job.id, log(range(50)), [accuracy(0, 0.5)])
    append(book, running.id, log(range(3)), [accuracy(0, 0.6)])
    end(book, job)
    assert book.prune(ENDED + 9 * DAY, 10) == 0
    assert book.prune(ENDED + 11 * DAY, 10) == 1
    assert [record.id for record in book.jobs()] == [running.id]
    assert book.lines(job.id) == []
    assert book.points(job.id) == []
    assert texts(book.lines(running.id)) == ["line 0", "line 1", "line 2"]
    assert rows(book.path) == {"jobs": 1, "streams": 1, "lines": 3, "points": 1}


def test_a_forgotten_number_is_not_given_again(book: RunBook, job: Record) -> None:
    end(book, job)
    assert book.prune(ENDED + 11 * DAY, 10) == 1
    assert book.add_job(KEY, spec=None, created=2.0).id > job.id


def test_a_job_whose_end_the_engine_did_not_date_counts_from_when_it_was_seen_to_have_ended(
    path: Path, book: RunBook, job: Record
) -> None:
    later = RunBook.open(path, clock=lambda: 5000.0)
    later.store(job.id, old_cursor=None, cursor=None, state=replace(DONE, ended=None))
    later.close()
    assert book.prune(5000.0 + 9 * DAY, 10) == 0
    assert book.prune(5000.0 + 11 * DAY, 10) == 1


def test_long_logs_go_in_pieces_and_what_an_interruption_left_goes_the_next_time(
    book: RunBook, job: Record
) -> None:
    append(book, job.id, log(range(2 * AT_ONCE + 5)))
    other = book.add_job(JobKey("local", "", "", "other"), spec=None, created=1.0)
    append(book, other.id, log(range(7)))
    connection = sqlite3.connect(book.path)
    with connection:  # where a kill between the steps would leave it
        connection.execute("DELETE FROM jobs WHERE id = ?", (job.id,))
    connection.close()
    assert book.prune(ENDED, 10) == 0
    assert rows(book.path) == {"jobs": 1, "streams": 1, "lines": 7, "points": 0}
