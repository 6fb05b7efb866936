"""What is written into a recording is what is played from it."""

from __future__ import annotations

import math
import tracemalloc
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine.base import LogLine
from core.foreign import clean_line, clean_state
from core.job.status import JobState, MetricDefinition, Status, TransformFacts, Transition
from core.recording import Privacy, opened, write
from core.recording.format import Moment, Said, event_from, moment_value, text_of
from core.recording.read import read
from tests.core.recording.recordings import (
    ENDED,
    EPOCHS,
    KEY,
    T0,
    bytes_of,
    file_of,
    lines,
    played,
    run_of,
    values_in,
)

times = st.floats(0, 4e9).map(lambda seconds: round(seconds, 3))
words = st.text(max_size=30)
transitions = st.builds(Transition, words, times, st.none() | times, words)
states = st.builds(
    JobState,
    st.sampled_from(Status),
    words,
    st.lists(transitions, max_size=4).map(tuple),
    created=st.none() | times,
    training_started=st.none() | times,
    ended=st.none() | times,
    failure_reason=st.none() | words,
    hyperparameters=st.dictionaries(words, words, max_size=4),
    instance_count=st.integers(1, 64),
    price_per_hour=st.none() | st.floats(0, 100),
    metrics=st.lists(st.builds(MetricDefinition, words, words), max_size=2).map(tuple),
    transform=st.none() | st.builds(TransformFacts, words, words, *[st.none() | st.integers(0, 10**6)] * 2),
)


@given(states, times)
def test_any_state_is_read_as_it_was_written(state: JobState, time: float) -> None:
    raw = text_of(moment_value(Moment(time, state))).encode("utf-8", "surrogatepass")
    assert event_from(raw) == Moment(time, state)


@given(st.lists(st.builds(Said, times, words, st.text(max_size=200)), max_size=20))
@settings(max_examples=40, deadline=None)
def test_any_log_comes_out_as_a_follower_would_have_stored_it(log: list[Said]) -> None:
    with TemporaryDirectory() as folder:
        _, got, _, damage = played(file_of(Path(folder), run_of(said=log)))
    wanted = [clean_line(_as_line(line), lambda: 0.0) for line in log]
    assert got == [Said(line.time, line.stream, line.text) for line in wanted]
    assert not damage


def _as_line(line: Said) -> LogLine:
    # What a file cannot hold (half a character) is a question mark in it.
    stream, text = (part.encode("utf-8", "replace").decode() for part in line[1:])
    return LogLine("", stream, line.time, text)


def test_points_best_and_end_are_those_of_the_run(tmp_path: Path) -> None:
    run = run_of()
    update, _, points, _ = played(file_of(tmp_path, run))
    assert points == list(run.points)
    assert update.ended
    assert update.state == clean_state(replace(ENDED, links=()))


def test_the_file_is_lines_of_json_that_tell_all(tmp_path: Path) -> None:
    head, *events, end = values_in(bytes_of(run_of()))
    assert head["tsrun"] == 1
    assert head["job"] == KEY._asdict()
    assert [event["line"] for event in events if "line" in event] == [line.text for line in lines()]
    assert [event["point"]["epoch"] for event in events if "point" in event] == list(range(EPOCHS))
    stages = [event["state"]["stage"] for event in events if "state" in event]
    assert stages == ["Starting", "Starting", "Training", "Completed"]
    assert end == {"end": {"states": 4, "lines": EPOCHS, "points": EPOCHS}}


def test_the_same_run_gives_the_same_bytes() -> None:
    assert bytes_of(run_of()) == bytes_of(run_of())


def test_not_a_number_survives(tmp_path: Path) -> None:
    said = [Said(T0 + 100, "algo-1", "Epoch[0] Validation-accuracy=nan")]
    _, _, points, _ = played(file_of(tmp_path, run_of(said=said)))
    assert [math.isnan(point.value) for point in points] == [True]


def test_a_batch_transform_tells_how_many_photos_were_answered_by_then(tmp_path: Path) -> None:
    state = replace(ENDED, transform=TransformFacts("flowers", "/answers", 400, 390))
    said = [Said(T0 + 100, "local", "answered 120 of 400 photos, 60/s"), Said(T0 + 200, "local", "warm")]
    clock = [0.0]
    with opened(file_of(tmp_path, run_of(state, said)), 1, clock=lambda: clock[0]) as replay:
        counts = []
        for seconds in (0.0, 50.0, 100.0, 150.0, 700.0):
            clock[0] = seconds
            facts = replay.engine.describe(KEY.name).transform
            counts.append(facts and facts.answered)
    assert counts == [None, None, 120, 120, 390]


def test_a_job_that_still_runs_is_known_until_it_was_recorded(tmp_path: Path) -> None:
    state = replace(
        ENDED, status=Status.IN_PROGRESS, stage="Training", transitions=ENDED.transitions[:2], ended=None
    )
    update, log, _, damage = played(file_of(tmp_path, run_of(state, now=T0 + 5000)))
    assert not update.ended
    assert update.state is not None
    assert update.state.status is Status.IN_PROGRESS
    assert len(log) == EPOCHS
    assert not damage


def test_many_lines_take_no_more_memory_than_a_few(tmp_path: Path) -> None:
    def many(count: int) -> int:
        said = (Said(T0 + number, "algo-1", f"line {number}") for number in range(count))
        file = tmp_path / f"{count}.tsrun"
        with file.open("wb") as stream:
            write(stream, replace(run_of(said=()), lines=said), Privacy(), now=T0)
        assert read(file, tmp_path / "laid out").lines == count
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    many(1_000)
    tracemalloc.reset_peak()
    few = many(1_000)
    tracemalloc.reset_peak()
    peak = many(8_000)
    tracemalloc.stop()
    assert peak < few + 200_000
