"""Launches that were interrupted are told from those under way, done, failed or too old."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.interrupted import GOES_ON_SECONDS, goes_on, interrupted, is_open, remedy, words
from core.job.status import JobKey, JobState, Status, Transition
from core.lost import never_launched
from core.runs import Record, RunBook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPEC = {"launch_id": "a1", "hyperparameters": {"epochs": "3"}, "resumes": True}
NOW = 1_764_000_000.0


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as opened:
        yield opened


def launch(book: RunBook, name: str, created: float = NOW, **changes: object) -> Record:
    spec = {**SPEC, "launch_id": name, **changes}
    return book.add_job(JobKey("far", "1", "r", name), spec=spec, created=created)


def names(book: RunBook, now: float = NOW) -> list[str]:
    return [record.key.name for record in interrupted(book, now)]


def test_a_name_that_was_saved_and_nothing_more_is_an_interrupted_launch(book: RunBook) -> None:
    launch(book, "first", NOW - 60)
    launch(book, "second", NOW - 30)
    assert names(book) == ["second", "first"]


def test_one_that_is_under_way_goes_on_by_its_own_program(book: RunBook) -> None:
    record = launch(book, "a")
    with book.launching(record.id):
        assert names(book) == []
    assert names(book) == ["a"]


def test_a_job_that_the_engine_took_or_that_was_seen_is_none(book: RunBook) -> None:
    book.mark_launched(launch(book, "taken").id)
    seen = launch(book, "seen")
    state = JobState(Status.IN_PROGRESS, "Starting", (Transition("Starting", NOW),))
    book.store(seen.id, old_cursor=None, cursor=None, state=state)
    assert names(book) == []


def test_a_launch_of_an_engine_that_does_not_resume_is_none(book: RunBook) -> None:
    launch(book, "a", resumes=False)
    book.add_job(JobKey("far", "1", "r", "attached"), spec=None, created=NOW)
    assert names(book) == []


def test_an_old_one_waits_to_be_asked_for(book: RunBook) -> None:
    record = launch(book, "a", NOW - GOES_ON_SECONDS)
    assert names(book) == []
    assert is_open(record)
    assert not goes_on(record, NOW)


def test_one_that_was_supposed_never_to_have_run_can_still_be_gone_on_with(book: RunBook) -> None:
    record = launch(book, "a", NOW - 2 * GOES_ON_SECONDS)
    supposed = never_launched(record, NOW)
    assert "launch --resume a" in (supposed.failure_reason or "")
    book.store(record.id, old_cursor=None, cursor=None, state=supposed)
    assert is_open(book.job(record.id))


@pytest.mark.parametrize(
    ("seconds", "text"), [(5, "5 s"), (180, "3 min"), (7200, "2 h"), (40 * 3600, "40 h"), (200_000, "2 days")]
)
def test_what_was_found_is_said_in_words(book: RunBook, seconds: float, text: str) -> None:
    record = launch(book, "ic-birds-1", NOW - seconds)
    assert f"the launch of ic-birds-1, begun {text} ago, was interrupted" in words(record, NOW)
    assert "launch --resume ic-birds-1" in remedy(record)
    assert "stop ic-birds-1" in remedy(record)
