"""Sweeps in the run book: saved before they are started, found by name, forgotten with their time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.sweeping import SweepJob, SweepState
from core.errors import AmbiguousJob, UnknownSweep, UsageError
from core.job.status import JobKey, Status
from core.runs import RunBook
from core.runs.schema import MIGRATIONS
from core.sweep.ranges import parse_range
from tests.core.runs.samples import KEY as JOB

if TYPE_CHECKING:
    from pathlib import Path

KEY = JobKey("sagemaker", "123456789012", "eu-west-1", "flowers-1127-1200-abcd")
SPEC = {"job": {"launch_id": "a1"}, "jobs": 10}
FIRST = SweepJob(f"{KEY.name}-001-aa", Status.COMPLETED, {"learning_rate": "0.01"}, 0.75, 1000.0, 1060.0)
SECOND = SweepJob(f"{KEY.name}-002-bb", Status.IN_PROGRESS, {"learning_rate": "0.1"}, created=1001.0)
RUNNING = SweepState(
    KEY,
    Status.IN_PROGRESS,
    jobs=10,
    parallel=2,
    counts={Status.COMPLETED: 1, Status.IN_PROGRESS: 1},
    ranges=(parse_range("learning_rate", "0.001..0.1 log"), parse_range("optimizer", "sgd, adam")),
    strategy="Bayesian",
    best=FIRST,
    created=1000.0,
    launch_id="a1",
)
DAY = 86400.0


def test_a_sweep_is_saved_before_it_is_started(book: RunBook) -> None:
    record = book.sweeps.add(KEY, spec=SPEC, created=1000.0)
    assert (record.key, record.launch_id, record.spec) == (KEY, "a1", SPEC)
    assert (record.state, record.jobs, record.launched, record.ended) == (None, (), None, None)
    assert book.sweeps.add(KEY, spec=SPEC, created=2000.0) == record
    assert book.sweeps.add(KEY, spec=None, created=2000.0) == record
    with pytest.raises(UsageError, match="exists already"):
        book.sweeps.add(KEY, spec={"job": {"launch_id": "b2"}}, created=1000.0)
    book.sweeps.mark_started(record.id)
    assert book.sweeps.get(record.id).launched is not None


def test_state_and_jobs_come_back_as_they_were_stored(book: RunBook, path: Path) -> None:
    record = book.sweeps.store(book.sweeps.add(KEY, spec=SPEC, created=1.0).id, RUNNING, (FIRST, SECOND))
    assert (record.state, record.jobs, record.ended) == (RUNNING, (FIRST, SECOND), None)
    with closing(RunBook.open(path)) as other:
        assert other.sweeps.newest(unended=True) == [record]


def test_a_sweep_that_has_ended_is_not_brought_back_to_life(book: RunBook) -> None:
    record = book.sweeps.add(KEY, spec=SPEC, created=1.0)
    book.sweeps.mark_started(record.id)
    over = replace(RUNNING, status=Status.COMPLETED, ended=1100.0)
    ended = book.sweeps.store(record.id, over, (FIRST,))
    assert ended.ended == 1100.0
    assert book.sweeps.store(record.id, RUNNING, (FIRST, SECOND)) == ended
    assert book.sweeps.newest(unended=True) == []


def test_it_is_found_by_its_name_and_the_nearest_is_told(book: RunBook) -> None:
    record = book.sweeps.add(KEY, spec=SPEC, created=1.0)
    assert book.sweeps.find(KEY.name) == record
    with pytest.raises(UnknownSweep, match=f"did you mean {KEY.name}"):
        book.sweeps.find(KEY.name[:-1])
    other = book.sweeps.add(KEY._replace(region="us-east-1"), spec=SPEC, created=2.0)
    with pytest.raises(AmbiguousJob, match="2 sweeps"):
        book.sweeps.find(KEY.name)
    assert book.sweeps.find(KEY.name, region="us-east-1") == other
    assert book.sweeps.newest() == [other, record]
    assert book.sweeps.newest(limit=1) == [other]


def test_a_start_under_way_is_seen(book: RunBook) -> None:
    record = book.sweeps.add(KEY, spec=SPEC, created=1.0)
    assert not book.sweeps.is_starting(record.id)
    with book.sweeps.starting(record.id):
        assert book.sweeps.is_starting(record.id)
        assert not book.is_launching(record.id)
    assert not book.sweeps.is_starting(record.id)


def test_cells_that_cannot_be_read_are_empty(book: RunBook, path: Path) -> None:
    record = book.sweeps.store(book.sweeps.add(KEY, spec=SPEC, created=1.0).id, RUNNING, (FIRST,))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE sweeps SET state = replace(state, 'InProgress', 'Odd'), jobs = '[1]'")
        connection.commit()
    assert book.sweeps.get(record.id) == replace(record, state=None, jobs=())


def test_old_sweeps_are_forgotten(book: RunBook) -> None:
    old = book.sweeps.add(KEY, spec=SPEC, created=1.0)
    book.sweeps.store(old.id, replace(RUNNING, status=Status.STOPPED, ended=1100.0), ())
    lasting = book.sweeps.add(KEY._replace(name="other"), spec=SPEC, created=1.0)
    book.prune(1100.0 + 9 * DAY, 10)
    assert book.sweeps.newest() == [lasting, book.sweeps.get(old.id)]
    book.prune(1100.0 + 11 * DAY, 10)
    assert book.sweeps.newest() == [lasting]
    with pytest.raises(UnknownSweep):
        book.sweeps.get(old.id)


def test_a_book_of_the_fourth_version_gets_sweeps_and_keeps_its_jobs(tmp_path: Path) -> None:
    file = tmp_path / "runs.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        for statements in MIGRATIONS[:4]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(
            "INSERT INTO jobs (engine, account, region, name, created) VALUES (?, ?, ?, ?, 7.0)", JOB
        )
        connection.execute("PRAGMA user_version = 4")
        connection.commit()
    with closing(RunBook.open(file)) as book:
        assert book.find(JOB.name).created == 7.0
        assert book.sweeps.newest() == []
        assert book.sweeps.add(KEY, spec=SPEC, created=1.0).key == KEY
