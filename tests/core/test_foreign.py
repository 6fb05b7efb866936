"""What an engine says is made safe before anything is stored of it."""

from __future__ import annotations

import math

import pytest

from core.engine.base import LogLine
from core.engine.hosting import EndpointState, EndpointStatus
from core.foreign import clean_endpoint, clean_line, clean_state
from core.job.status import JobKey, JobState, Link, MetricDefinition, Status, TransformFacts, Transition
from core.text import clean

NOW = 1234.0
HOSTILE = "a\x1b]52;c;SE9TVElMRQ==\x07\x1b[31mb\x00\u202ec"


def cleaned(line: LogLine) -> LogLine:
    return clean_line(line, lambda: NOW)


def test_text_and_stream_of_a_line_are_made_safe_and_its_key_stays_the_same() -> None:
    line = cleaned(LogLine("key\x1b[m", HOSTILE, 5.0, HOSTILE))
    assert (line.key, line.stream, line.time, line.text) == ("key\x1b[m", "abc", 5.0, "abc")


def test_lines_stay_lines_of_bounded_length() -> None:
    line = cleaned(LogLine("1", "s" * 10_000, 5.0, "x" * 100_000))
    assert len(line.stream) <= 512
    assert len(line.text) <= 4096


@pytest.mark.parametrize("time", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_no_number_is_now(time: float) -> None:
    assert cleaned(LogLine("1", "s", time, "x")).time == NOW


def test_different_keys_stay_different_even_if_they_are_no_unicode() -> None:
    keys = [cleaned(LogLine(key, "s", 1.0, "x")).key for key in ("\udc80", "\udc81", "ä")]
    assert len(set(keys)) == 3
    assert all(key.encode() for key in keys)


def test_all_texts_of_a_state_are_made_safe_and_the_rest_is_left() -> None:
    state = JobState(
        Status.FAILED,
        HOSTILE,
        transitions=(Transition(HOSTILE, 1.0, 2.0, HOSTILE),),
        created=1.0,
        ended=2.0,
        failure_reason=HOSTILE,
        hyperparameters={HOSTILE: HOSTILE},
        instance_type=HOSTILE,
        model=HOSTILE,
        transform=TransformFacts(HOSTILE, HOSTILE, 4, 3),
    )
    assert clean_state(state) == JobState(
        Status.FAILED,
        "abc",
        transitions=(Transition("abc", 1.0, 2.0, "abc"),),
        created=1.0,
        ended=2.0,
        failure_reason="abc",
        hyperparameters={"abc": "abc"},
        instance_type="abc",
        model="abc",
        transform=TransformFacts("abc", "abc", 4, 3),
    )


def test_what_is_unknown_stays_unknown() -> None:
    state = JobState(Status.IN_PROGRESS, "Starting")
    assert clean_state(state) == state


def test_a_secret_in_a_reason_is_masked() -> None:
    state = JobState(Status.FAILED, "Failed", failure_reason=f"aws_secret_access_key={'hunter2' * 6} refused")
    reason = clean_state(state).failure_reason
    assert reason is not None
    assert reason.startswith("aws_secret_access_key=")
    assert "hunter2" not in reason


def test_links_channels_advice_and_names_of_metrics_are_made_safe_and_expressions_stay_what_they_match() -> (
    None
):
    state = JobState(
        Status.FAILED,
        "Failed",
        advice=HOSTILE,
        algorithm=HOSTILE,
        metrics=(MetricDefinition(HOSTILE, "a\tb=(.*)\udc80"),),
        channels={HOSTILE: HOSTILE},
        links=(Link(HOSTILE, HOSTILE),),
    )
    found = clean_state(state)
    assert (found.advice, found.algorithm, dict(found.channels)) == ("abc", "abc", {"abc": "abc"})
    assert found.links == (("abc", "abc"),)
    assert found.metrics == (("abc", "a\tb=(.*)?"),)
    assert clean_state(found) == found


def test_all_texts_of_an_endpoint_are_made_safe_and_its_launch_id_stays_the_same() -> None:
    state = EndpointState(
        JobKey("sagemaker", "1", "eu-west-1", "a"),
        EndpointStatus.FAILED,
        job=f"ic-{HOSTILE}",
        failure_reason=HOSTILE,
        instance_type=HOSTILE,
        parts=(HOSTILE,),
        launch_id="0123456789abcdef0123456789abcdef",
        classes=(HOSTILE,),
    )
    cleaned = clean_endpoint(state)
    assert cleaned.launch_id == state.launch_id
    safe = clean(HOSTILE)
    assert (cleaned.failure_reason, cleaned.instance_type) == (safe, safe)
    assert (cleaned.parts, cleaned.classes) == ((safe,), (safe,))
    assert cleaned.job == clean(state.job)
