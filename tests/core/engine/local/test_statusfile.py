"""status.json: how far a job is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.engine.local import statusfile
from core.job.status import Stage, Status

if TYPE_CHECKING:
    from pathlib import Path


def running() -> statusfile.RunStatus:
    status = statusfile.with_runner(statusfile.first(10.0), 77)
    status = statusfile.enter(status, Stage.DOWNLOADING, 11.0, "Linking the input data")
    return statusfile.enter(status, Stage.TRAINING, 12.5, "Training in progress", started=True)


def test_what_was_written_is_read_at_every_moment(tmp_path: Path) -> None:
    file = tmp_path / "status.json"
    done = statusfile.finish(running(), Status.FAILED, 20.0, reason="é \ud800 reason")
    for status in (statusfile.first(10.0), running(), done):
        statusfile.write(file, status)
        assert statusfile.read(file) == status


def test_only_the_last_stage_is_open_and_each_ends_where_the_next_begins() -> None:
    steps = running().transitions
    assert [(step.stage, step.start, step.end) for step in steps] == [
        (Stage.STARTING, 10.0, 11.0),
        (Stage.DOWNLOADING, 11.0, 12.5),
        (Stage.TRAINING, 12.5, None),
    ]
    assert running().training_started == 12.5


def test_a_clock_that_was_set_back_gives_no_negative_duration() -> None:
    steps = statusfile.enter(running(), Stage.UPLOADING, 5.0, "").transitions
    assert steps[-2].end == steps[-2].start


def test_the_end_is_a_moment_and_keeps_the_reason_within_the_services_limit() -> None:
    done = statusfile.finish(running(), Status.FAILED, 20.0, reason="x" * 5_000)
    assert (done.status, done.stage, done.ended) == (Status.FAILED, Stage.FAILED, 20.0)
    assert (done.transitions[-1].start, done.transitions[-1].end) == (20.0, 20.0)
    assert len(done.failure_reason or "") == 1024


@pytest.mark.parametrize("text", ["", "[]", "{", '{"status": "Completed"}', '{"status": "Odd"}', "\xff"])
def test_a_damaged_file_is_a_value_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "status.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r".+"):
        statusfile.read(file)


def test_a_stage_without_its_times_is_a_value_error(tmp_path: Path) -> None:
    file = tmp_path / "status.json"
    statusfile.write(file, running())
    value = json.loads(file.read_text())
    del value["transitions"][0]["start"]
    file.write_text(json.dumps(value))
    with pytest.raises(ValueError, match=r"status.json is damaged: 'start'"):
        statusfile.read(file)
