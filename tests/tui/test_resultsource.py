"""The answers of a batch transform as the page of answers takes them, and what ends the reading."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.engine.transforming import PhotoPlace, Transform
from core.errors import Cancelled, JobNotFound, RunBookError, UsageError
from core.job.status import Status, TransformFacts
from core.predict.question import Question
from core.predict.verdict import ModelFacts
from core.runs import Record, RunBook
from core.trained import TrainedModel
from tests.core.fileengine import write_state
from tests.tui.hosted import JOB, Hosted
from tui.answerthread import read_answers
from tui.askmessages import Answered, AskingEnded
from tui.resultsource import ResultSource
from tui.transformthreads import find_results

if TYPE_CHECKING:
    from textual.message import Message

    from tui.services import Services

NAME = "ic-a-batch-1"
PHOTOS = ("ants/a.jpg", "bees/b.jpg", "bees/bad.jpg")


@pytest.fixture
def source(tmp_path: Path) -> ResultSource:
    """Of a batch transform about three photos, one of them left out."""
    engine = Hosted(tmp_path / "files")
    trained = TrainedModel(engine.key(JOB), ("ants", "bees"), False, {}, "model.tar.gz")
    questions = tuple(Question(name, Path(name), (int(name > "b"),)) for name in PHOTOS)
    transform = Transform(engine.key(NAME), "x", trained, PhotoPlace("/photos"), questions)
    engine.transform(transform, lambda _: None, CancelToken())
    write_state(engine.root / NAME, Status.COMPLETED, "Completed")
    record = Record(1, engine.key(NAME), 0.0, spec=transform.as_json())
    model = ModelFacts("files", trained.job, trained.classes)
    return ResultSource(record, engine.describe(NAME), engine, model)


def heard(source: ResultSource, book: RunBook) -> list[Message]:
    said: list[Message] = []
    read_answers(book, source, 1, said.append, CancelToken())
    return said


def counts(source: ResultSource) -> list[int]:
    told: list[int] = []
    list(source.answers(lambda count, _: told.append(count), lambda _: None, CancelToken()))
    return told


def test_photos_that_were_left_out_count_among_those_that_were_to_be_asked_about(
    source: ResultSource,
) -> None:
    sent = replace(source.state, transform=TransformFacts(JOB, photos=2))
    assert counts(replace(source, state=sent)) == [3]
    elsewhere = replace(source.record, spec=None)
    assert counts(replace(source, record=elsewhere, state=sent)) == [2]
    unknown = replace(source.state, transform=TransformFacts(JOB))
    assert counts(replace(source, record=elsewhere, state=unknown)) == [3]


def test_the_title_says_how_it_ended_and_whom_it_asks_where_the_name_does_not(source: ResultSource) -> None:
    assert source.title == (NAME,)
    key = source.record.key._replace(name="other")
    stopped = replace(source, state=replace(source.state, status=Status.STOPPED))
    assert replace(stopped, record=replace(source.record, key=key)).title == ("other", "Stopped", "of ic-a")


def test_nothing_is_asked_or_cut_anew(source: ResultSource) -> None:
    assert not source.asks
    assert not source.cuts
    with pytest.raises(UsageError, match="sent whole"):
        source.cut_otherwise()


def test_answers_that_are_gone_end_the_reading(source: ResultSource, tmp_path: Path) -> None:
    gone = replace(source, record=replace(source.record, key=source.record.key._replace(name="gone")))
    with closing(RunBook.open(tmp_path / "book")) as book:
        *_, ended = heard(gone, book)
    assert isinstance(ended, AskingEnded)
    assert isinstance(ended.error, JobNotFound)
    assert ended.verdict is None


def test_nobody_is_told_of_answers_that_nobody_waits_for_any_more(
    services: Services, source: ResultSource
) -> None:
    elsewhere = replace(source.record, spec=None, state=source.state)
    said: list[Message] = []
    token = CancelToken()
    token.cancel()
    assert isinstance(source.engine, Hosted)
    with pytest.raises(Cancelled):
        find_results(replace(services, engine=source.engine), elsewhere, said.append, token)
    assert said == []


def test_answers_are_shown_though_the_run_book_cannot_be_read(source: ResultSource, tmp_path: Path) -> None:
    file = tmp_path / "book"
    with closing(RunBook.open(file)) as book, closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA user_version = 999")
        said: list[Message] = []
        # In a thread of its own, as the page does: each thread opens the book for itself.
        thread = Thread(target=read_answers, args=(book, source, 1, said.append, CancelToken()))
        thread.start()
        thread.join()
    assert sum(len(event.answers) for event in said if isinstance(event, Answered)) == len(PHOTOS)
    ended = said[-1]
    assert isinstance(ended, AskingEnded)
    assert isinstance(ended.error, RunBookError)
