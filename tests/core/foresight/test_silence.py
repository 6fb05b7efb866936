"""A log that says nothing for much longer than it ever did is told; a job that does not train yet is not silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.foresight.course import course_of
from core.foresight.foresee import foresee
from core.foresight.silence import usual_gap
from core.job.logfacts import HostFacts, LogFacts
from core.job.status import JobState, Stage, Status, TransformFacts, Transition
from tests.core.foresight.courses import EPOCH, RUNNING, T0, facts_of, points_of

CURVE = [0.1 * epoch for epoch in range(5)]
LAST = T0 + EPOCH * 5


def said(now: float, state: JobState = RUNNING, facts: LogFacts | None = None, done: int = 5) -> str | None:
    facts = facts or facts_of(done, 60)
    findings = foresee(state, facts, points_of(CURVE[:done]), now).findings
    return next((finding.detail for finding in findings if finding.kind == "silent"), None)


def test_three_times_the_usual_gap_may_pass() -> None:
    assert said(LAST + 3 * EPOCH) is None
    assert said(LAST + 10 * EPOCH) == (
        "the log has said nothing of an epoch for 10 minutes; until now a line came at least every 60 seconds"
    )


def test_short_epochs_are_given_three_minutes_since_lines_arrive_late() -> None:
    host = HostFacts("s", 1, None, None, T0 + 2)
    facts = LogFacts(epochs=60, began=T0, hosts=(host,), ends=((0, T0 + 1), (1, T0 + 2)))
    assert said(T0 + 180, facts=facts, done=0) is None
    assert said(T0 + 190, facts=facts, done=0) is not None


@pytest.mark.parametrize(
    "stage", ["Starting", "Pending", "Downloading", "Interrupted", "Restarting", "Uploading"]
)
def test_a_job_that_does_not_train_is_not_silent(stage: str) -> None:
    assert said(LAST + 100 * EPOCH, replace(RUNNING, stage=stage)) is None


def test_a_job_that_ended_or_asks_or_is_done_with_its_epochs_is_not_silent() -> None:
    later = LAST + 100 * EPOCH
    assert said(later, replace(RUNNING, status=Status.COMPLETED, stage=Stage.COMPLETED)) is None
    assert said(later, replace(RUNNING, transform=TransformFacts("j"))) is None
    assert said(later, facts=facts_of(5, 5)) is None


def test_starting_up_takes_its_time_the_first_time_and_after_an_interruption() -> None:
    nothing = LogFacts()
    assert said(T0 + 1700, facts=nothing, done=0) is None
    assert said(T0 + 1900, facts=nothing, done=0) == (
        "the log has said nothing of an epoch for 32 minutes; training began that long ago"
    )
    again = LAST + 3600
    anew = replace(RUNNING, transitions=(*RUNNING.transitions, Transition(Stage.TRAINING, again)))
    assert said(again + 1700, anew) is None
    assert said(again + 1900, anew) is not None


def test_long_epochs_with_batch_lines_are_missed_by_those() -> None:
    hour = 3600.0
    facts = LogFacts(
        epochs=9,
        samples=360_000,
        batch_size=100,
        began=T0,
        hosts=(HostFacts("s", 2, 700, 100.0, T0 + 2.2 * hour),),
        ends=((0, T0 + 1.1 * hour), (1, T0 + 2.2 * hour)),
        validated=True,
    )
    points = [replace(point, value=hour) for point in points_of([0.5, 0.6])[2:]]
    # A tenth of an hour between two epochs, 20 batches of 100 at 100 a second twice.
    assert usual_gap(course_of(RUNNING, facts, points, T0)) == pytest.approx(0.1 * hour + 40)
    first = replace(facts, ends=(), hosts=(HostFacts("s", 0, 700, 100.0, T0 + 700),))
    assert usual_gap(course_of(RUNNING, first, [], T0)) == pytest.approx(hour)
    assert usual_gap(course_of(RUNNING, replace(first, samples=None), [], T0)) is None
