"""What `watch --json` writes of a point is what `metrics --json` writes of it."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from cli.feed import QUIET_SECONDS, JsonFeed, TextFeed
from core.engine.base import LogLine
from core.job.metrics import MetricPoint
from core.job.progress import LogFacts
from core.job.status import JobKey, JobState, Status, TransformFacts
from core.runs import RunBook
from core.update import Update
from tests.cli.localjob import TRAIN, start_job
from tests.cli.runner import trainscope

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_points_of_a_watched_job_are_those_of_metrics(home: Path) -> None:
    start_job(home, "three-epochs", TRAIN.format(rest=""), 3)
    events = trainscope(home, "watch", "three-epochs", "--json").objects()
    points = [event for event in events if event.pop("type") == "metric"]
    assert points == trainscope(home, "metrics", "three-epochs", "--json").json()
    assert {point["stream"] for point in points} == {None}


def test_streams_are_named_from_the_second_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = RunBook.open(tmp_path / "runs.sqlite")
    record = book.add_job(JobKey("local", "", "", "hosts"), spec=None, created=1.0)
    feed = JsonFeed(book, record)

    def streams_after(cursor: str, *streams: str) -> list[str | None]:
        """The streams written after each of `streams` has brought a point of epoch `cursor`."""
        points = [MetricPoint("validation:accuracy", int(cursor), 0.5, stream, 1.0) for stream in streams]
        assert book.store(
            record.id, old_cursor=book.cursor(record.id), cursor=cursor, lines=(), points=points, state=None
        )
        feed.show(Update(record.id, None, LogFacts(), 0, 0))
        events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return [event["stream"] for event in events if event["type"] == "metric"]

    assert streams_after("0", "algo-1") == [None]
    assert streams_after("1", "algo-1") == [None]
    assert streams_after("2", "algo-1", "algo-2") == ["algo-1", "algo-2"]
    assert streams_after("3", "algo-2") == ["algo-2"]
    book.close()


def test_answers_are_counted_where_the_log_is_quiet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as book:
        record = book.add_job(JobKey("local", "", "", "batch"), spec=None, created=1.0)
        now = [100.0]
        feed = TextFeed(book, record, brief=False, clock=lambda: now[0])
        state = JobState(Status.IN_PROGRESS, "Transforming", transform=TransformFacts("ic-birds-1"))

        def said(answered: int, line: str = "", *, seconds: float = QUIET_SECONDS) -> list[str]:
            """What is written when so many are answered, so long after what was written last."""
            now[0] += seconds
            lines = [LogLine(line, "local", 1.0, line)] if line else []
            cursor = book.cursor(record.id)
            book.store(record.id, old_cursor=cursor, cursor=line or cursor, lines=lines)
            known = replace(state, transform=TransformFacts("ic-birds-1", photos=40, answered=answered))
            feed.show(Update(record.id, known, LogFacts(), book.line_count(record.id), 0))
            return capsys.readouterr().out.splitlines()

        assert said(5, seconds=1.0) == ["● InProgress, Transforming"]
        assert said(10) == ["answered 10 of 40 photos"]
        assert said(10) == []
        assert len(said(20, "answered 20 of 40 photos, 9/s")) == 1
        assert said(25, seconds=1.0) == []
        assert said(30) == ["answered 30 of 40 photos"]
        ended = replace(state, status=Status.COMPLETED, transform=TransformFacts("", "out", 40, 39))
        feed.close(Update(record.id, ended, LogFacts(), 1, 0))
        assert capsys.readouterr().out.splitlines()[-2:] == [
            "answered 39 of 40 photos",
            "see the answers with: trainscope results batch",
        ]
