"""The list of jobs knows what run book and engine know, each job once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.base import Capabilities, JobFilter, LogPage
from core.job.metrics import MetricPoint
from core.job.status import JobKey, JobState, JobSummary, Status, TransformFacts
from core.joblist import Listed, in_book, listed, record_of, with_engine
from core.runs import RunBook
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as opened:
        yield opened


def key(name: str) -> JobKey:
    return JobKey("local", "", "", name)


def names(rows: list[Listed]) -> list[str]:
    return [row.key.name for row in rows]


def test_the_book_lists_newest_first_also_what_never_started(book: RunBook) -> None:
    book.add_job(key("old"), spec=None, created=1.0)
    book.add_job(key("new"), spec=None, created=2.0)
    assert names(in_book(book)) == ["new", "old"]
    assert in_book(book)[0].status is None


def test_the_engine_has_the_newer_word_and_the_book_the_best_epoch(book: RunBook, tmp_path: Path) -> None:
    record = book.add_job(key("a"), spec=None, created=5.0)
    book.store(
        record.id,
        old_cursor=None,
        cursor="1",
        points=[MetricPoint("validation:accuracy", 3, 0.7, "local", 9.0)],
        state=JobState(Status.IN_PROGRESS, "Training"),
    )
    write_state(tmp_path / "jobs" / "a", Status.COMPLETED, "Completed")
    (row,) = with_engine(in_book(book), FileEngine(tmp_path / "jobs").list(JobFilter()))
    assert (row.status, row.ended) == (Status.COMPLETED, STARTED + 60)
    assert row.best is not None
    assert (row.best.epoch, row.created) == (3, 5.0)


def test_what_ended_while_nobody_followed_is_read_for_its_best_epoch(book: RunBook, tmp_path: Path) -> None:
    for name in ("a", "b"):
        book.add_job(key(name), spec=None, created=5.0)
        write_log(
            tmp_path / "jobs" / name, "Epoch[0] Validation-accuracy=0.25\nEpoch[1] Validation-accuracy=0.5\n"
        )
    write_state(tmp_path / "jobs" / "a", Status.COMPLETED, "Completed")
    write_state(tmp_path / "jobs" / "b", Status.IN_PROGRESS, "Training")
    rows = {row.key.name: row for row in listed(book, FileEngine(tmp_path / "jobs"))}
    assert rows["a"].best is not None
    assert (rows["a"].best.epoch, rows["a"].best.value) == (1, 0.5)
    assert rows["b"].best is None, "a running job is its follower's business"


def test_a_job_that_only_the_engine_knows_is_listed_and_entered_once_when_it_is_chosen(
    book: RunBook, tmp_path: Path
) -> None:
    write_state(tmp_path / "jobs" / "elsewhere", Status.IN_PROGRESS, "Training")
    (row,) = with_engine(in_book(book), FileEngine(tmp_path / "jobs").list(JobFilter()))
    assert row.key.name == "elsewhere"
    record = record_of(book, row, now=7.0)
    assert record.created == STARTED
    assert record_of(book, row, now=8.0).id == record.id


class Dear(FileEngine):
    """Files whose logs cost something to read."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, cheap_logs=False)

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        raise AssertionError("the list has read a log")


def test_where_logs_cost_something_the_list_reads_none(book: RunBook, tmp_path: Path) -> None:
    book.add_job(key("a"), spec=None, created=5.0)
    write_log(tmp_path / "jobs" / "a", "Epoch[0] Validation-accuracy=0.25\n")
    write_state(tmp_path / "jobs" / "a", Status.COMPLETED, "Completed")
    (row,) = listed(book, Dear(tmp_path / "jobs"))
    assert (row.status, row.best) == (Status.COMPLETED, None)


def test_a_filter_goes_to_book_and_engine_alike(book: RunBook, tmp_path: Path) -> None:
    for name in ("ic-birds-1", "ic-birds-2", "ic-cars-1"):
        book.add_job(key(name), spec=None, created=5.0)
        write_state(tmp_path / "jobs" / name, Status.IN_PROGRESS, "Training")
    write_state(tmp_path / "jobs" / "ic-birds-2", Status.COMPLETED, "Completed")
    running = JobFilter(name_contains="birds", status=Status.IN_PROGRESS)
    assert names(listed(book, FileEngine(tmp_path / "jobs"), job_filter=running)) == ["ic-birds-1"]
    assert names(in_book(book, JobFilter(name_contains="cars"))) == ["ic-cars-1"]


def test_what_the_book_thinks_still_runs_is_not_listed_where_the_engine_does_not_confirm_it(
    book: RunBook, tmp_path: Path
) -> None:
    (tmp_path / "jobs").mkdir()
    for name, where in (("here", key("here")), ("there", JobKey("far", "1", "r", "there"))):
        record = book.add_job(where, spec=None, created=5.0)
        state = JobState(Status.IN_PROGRESS, "Training")
        book.store(record.id, old_cursor=None, cursor="1", state=state)
        assert record.key.name == name
    running = JobFilter(status=Status.IN_PROGRESS)
    assert names(listed(book, FileEngine(tmp_path / "jobs"), job_filter=running)) == ["there"]
    assert len(listed(book, FileEngine(tmp_path / "jobs"))) == 2


def test_a_batch_transform_is_listed_with_its_photos(book: RunBook) -> None:
    spec = {"kind": "transform", "launch_id": "x", "job": ["local", "", "", "a"], "photos": 9}
    record = book.add_job(key("a-batch"), spec=spec, created=5.0)
    assert in_book(book)[0].transform == TransformFacts("a", photos=9)
    facts = TransformFacts("a", "out", 9, 4)
    book.store(
        record.id,
        old_cursor=None,
        cursor="1",
        state=JobState(Status.IN_PROGRESS, "Transforming", transform=facts),
    )
    summary = JobSummary(key("a-batch"), Status.COMPLETED, "Completed", 5.0, 9.0)
    (row,) = with_engine(in_book(book), [summary])
    assert (row.status, row.transform) == (Status.COMPLETED, facts)


def test_a_list_that_tells_no_stage_takes_none_from_what_is_known(book: RunBook) -> None:
    record = book.add_job(key("a"), spec=None, created=5.0)
    state = JobState(Status.IN_PROGRESS, "Transforming")
    book.store(record.id, old_cursor=None, cursor="1", state=state)
    for status, stage in ((Status.IN_PROGRESS, "Transforming"), (Status.STOPPING, None)):
        (row,) = with_engine(in_book(book), [JobSummary(key("a"), status, None, 5.0, None)])
        assert (row.status, row.stage) == (status, stage)
