"""Bare log files as runs: the real ones, and what is odd about others."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from core.job.logfile import read_file
from core.job.metrics import MetricPoint, only_stream_unnamed
from core.job.status import Status
from core.recording import of_log
from tests.core.recording.recordings import file_of, played

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.recording import Run

PREFIX = "[11/23/2026 22:19:0{} INFO 140432456828736]"


def told(points: Iterable[MetricPoint]) -> set[tuple[str, str, int, str]]:
    return {(str(p.stream), p.name, p.epoch, str(p.value)) for p in points}


def run_of(text: str) -> Run:
    return of_log(io.BytesIO(text.encode()), "a log", 5000.0)


def test_every_real_log_gives_the_points_that_it_gives_as_a_file(shared: Path, tmp_path: Path) -> None:
    ends = {}
    for file in sorted((shared / "data" / "logs").glob("*.log")):
        with file.open("rb") as stream:
            update, log, points, damage = played(file_of(tmp_path, of_log(stream, file.stem, 5000.0)))
            stream.seek(0)
            assert told(only_stream_unnamed(points)) == told(read_file(stream)), file.name
        assert update.state is not None
        ends[file.stem[:2]] = (update.state.status.value, update.state.stage)
        assert len(log) == update.line_count > 0
        assert not damage
    assert ends["05"] == ("Completed", "Completed")
    assert ends["06"] == ("Failed", "Failed")
    assert ends["16"] == ("InProgress", "Training")
    assert ends["25"] == ("Failed", "Training")


def test_stages_and_bill_are_those_that_stand_in_the_log(shared: Path) -> None:
    with (shared / "data" / "logs" / "20_cifar_50epochs_pending_capacity_2024-09.log").open("rb") as stream:
        state = of_log(stream, "log 20", 5000.0).state
    stages = [row.stage for row in state.transitions]
    assert stages == ["Starting", "Pending", "Downloading", "Training", "Uploading", "Completed"]
    assert state.billable_seconds == 673
    assert state.ended is not None
    assert state.training_started is not None
    assert state.ended - state.training_started == pytest.approx(673, abs=2)


def test_a_line_without_a_time_was_said_with_the_one_before_it() -> None:
    run = run_of(f"hello\n{PREFIX.format(1)} one\ntwo\n{PREFIX.format(4)} three\n")
    times = [line.time for line in run.lines]
    assert [time - times[0] for time in times] == [0, 0, 0, 3]


def test_a_log_without_any_time_is_of_the_time_given() -> None:
    run = run_of("Epoch[0] Validation-accuracy=0.500000\n")
    assert [line.time for line in run.lines] == [5000.0]
    assert run.state.status is Status.IN_PROGRESS


def test_a_last_line_that_is_cut_within_its_number_is_no_point() -> None:
    run = run_of("Epoch[0] Validation-accuracy=0.500000\nEpoch[1] Validation-accuracy=0.6")
    assert [line.text for line in run.lines] == ["Epoch[0] Validation-accuracy=0.500000"]


def test_a_last_line_without_an_end_that_says_no_number_stays() -> None:
    assert [line.text for line in run_of("one\ntwo").lines] == ["one", "two"]


def test_an_empty_log_is_a_run_that_has_said_nothing() -> None:
    run = run_of("")
    assert list(run.lines) == []
    assert run.state.status is Status.IN_PROGRESS


def test_a_run_whose_epochs_are_all_there_is_taken_for_complete() -> None:
    run = run_of("epochs: 1\nEpoch[0] Validation-accuracy=0.500000\n")
    assert run.state.status is Status.COMPLETED
    assert run.state.hyperparameters == {"epochs": "1"}


def test_escape_sequences_of_a_log_are_not_recorded() -> None:
    assert [line.text for line in run_of("\x1b[34mhello\x1b[0m\n\x1b]0;title\x07\n").lines] == ["hello", ""]
