"""Events say what happened in a title and a line, and give the user's command all facts, whatever stands in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.attention.events import ended, found, refused, settled, sweep_ended
from core.attention.facts import VARIABLES
from core.config import load
from core.engine.hosting import EndpointState, EndpointStatus
from core.engine.sweeping import SweepJob, SweepState
from core.finding import Finding
from core.job.cost import Cost
from core.job.metrics import MetricPoint
from core.job.progress import Progress
from core.job.status import JobKey, JobState, Status, TransformFacts
from core.runs import Record, SweepRecord
from core.update import Trouble

if TYPE_CHECKING:
    from pathlib import Path

    from core.attention.event import Event

RECORD = Record(7, JobKey("local", "", "", "ic-flowers-1"), created=0.0)
PROGRESS = Progress(epoch=9, epochs=10, best=MetricPoint("validation:accuracy", 8, 0.7021))
DONE = JobState(Status.COMPLETED, "Completed", created=0.0, ended=60.0, model="/models/1")
FAILED = JobState(Status.FAILED, "Failed", failure_reason="ClientError: \x1b]0;x\x07bad [/x] photo; sorry")
COST = Cost(60.0, 0.284, 0.51)
FINDING = Finding("warning", "plateau", "no gain for 5 epochs", why="…", fix="stop the job")
TROUBLE = Trouble("the token\x07 has expired", "run aws sso login", 0.0, 9.0, 4, credentials=True)


def test_the_end_of_a_job_says_what_happened_and_how_well_it_did() -> None:
    event = ended(RECORD, DONE, PROGRESS, COST)
    assert (event.name, event.level, event.title) == ("completed", "info", "Job completed")
    assert event.body == "ic-flowers-1 · best validation accuracy 0.7021 @ 8"


def test_a_failure_gives_its_reason_without_escapes() -> None:
    event = ended(RECORD, FAILED, None, None)
    assert (event.name, event.level, event.title) == ("failed", "error", "Job failed")
    assert event.body == "ic-flowers-1 · ClientError: bad [/x] photo"


def test_a_sweep_ends_once_with_its_best_job() -> None:
    key = JobKey("sagemaker", "1", "us-east-1", "flowers-1")
    best = SweepJob("flowers-1-003-ab\x1b[31mcd", Status.COMPLETED, {"learning_rate": "0.01"}, 0.7021)
    state = SweepState(key, Status.COMPLETED, best=best, ended=60.0)
    event = sweep_ended(SweepRecord(4, key, created=0.0), state, 2.4)
    assert (event.name, event.level, event.title) == ("completed", "info", "Sweep completed")
    assert event.body == "flowers-1 · best validation accuracy 0.7021: flowers-1-003-abcd"
    assert (event.facts["TRAINSCOPE_SWEEP"], event.facts["TRAINSCOPE_COST"]) == ("flowers-1", "2.40")
    failed = replace(state, status=Status.FAILED, best=None, failure_reason="All jobs failed. Sorry")
    event = sweep_ended(SweepRecord(4, key, created=0.0), failed, None)
    assert (event.name, event.level, event.body) == ("failed", "error", "flowers-1 · All jobs failed.")
    assert event.id == "sweep 4 ended"


def test_a_batch_transform_ends_in_words_of_its_own() -> None:
    asked = replace(DONE, transform=TransformFacts("ic-a", photos=3670, answered=3660))
    event = ended(RECORD, asked, None, None)
    assert (event.title, event.body) == (
        "Batch transform completed",
        "ic-flowers-1 · 3,660 of 3,670 photos answered",
    )
    none = ended(RECORD, replace(FAILED, transform=TransformFacts()), None, None)
    assert (none.title, none.body) == (
        "Batch transform failed",
        "ic-flowers-1 · ClientError: bad [/x] photo",
    )


def test_a_finding_is_one_event_per_job_and_kind() -> None:
    event = found(RECORD, FINDING, None, PROGRESS, None)
    assert (event.title, event.body) == ("Plateau", "ic-flowers-1 · no gain for 5 epochs")
    later = replace(FINDING, detail="no gain for 6 epochs")
    assert found(RECORD, later, None, PROGRESS, None).id == event.id
    assert found(RECORD, replace(FINDING, kind="silent"), None, PROGRESS, None).id != event.id
    assert found(replace(RECORD, id=8), FINDING, None, PROGRESS, None).id != event.id


def test_credentials_are_of_an_account_whichever_job_meets_it() -> None:
    event = refused(RECORD, TROUBLE, DONE)
    assert event.body == "ic-flowers-1 · the token has expired · run aws sso login"
    assert refused(replace(RECORD, id=8), TROUBLE, None).id == event.id
    assert event.apart == 900.0


def test_an_endpoint_answers_or_says_why_not() -> None:
    key = JobKey("sagemaker", "1", "eu-west-1", "ic-a")
    event = settled(EndpointState(key, EndpointStatus.IN_SERVICE))
    assert (event.title, event.body, event.level) == ("Endpoint answers", "ic-a", "info")
    failed = EndpointState(key, EndpointStatus.FAILED, failure_reason="No \x1b[31mcapacity. Try later.")
    event = settled(failed)
    assert (event.title, event.body) == ("Endpoint does not answer", "ic-a · Failed: No capacity.")
    assert event.level == "error"


def test_the_command_gets_the_facts() -> None:
    facts = ended(RECORD, replace(DONE, failure_reason="a\0b"), PROGRESS, COST).facts
    assert {name: value for name, value in facts.items() if value} == {
        "TRAINSCOPE_EVENT": "completed",
        "TRAINSCOPE_TITLE": "Job completed",
        "TRAINSCOPE_TEXT": "ic-flowers-1 · best validation accuracy 0.7021 @ 8 · ab",
        "TRAINSCOPE_JOB": "ic-flowers-1",
        "TRAINSCOPE_ENGINE": "local",
        "TRAINSCOPE_STATUS": "Completed",
        "TRAINSCOPE_STAGE": "Completed",
        "TRAINSCOPE_EPOCH": "9",
        "TRAINSCOPE_EPOCHS": "10",
        "TRAINSCOPE_BEST": "0.7021",
        "TRAINSCOPE_BEST_EPOCH": "8",
        "TRAINSCOPE_COST": "0.28",
        "TRAINSCOPE_COST_AT_END": "0.51",
        "TRAINSCOPE_CREATED": "1970-01-01T00:00:00.000Z",
        "TRAINSCOPE_ENDED": "1970-01-01T00:01:00.000Z",
        "TRAINSCOPE_MODEL": "/models/1",
        "TRAINSCOPE_FAILURE_REASON": "ab",
    }


@pytest.mark.parametrize(
    "event",
    [
        ended(RECORD, FAILED, None, None),
        found(RECORD, FINDING, DONE, PROGRESS, COST),
        refused(RECORD, TROUBLE, None),
        settled(EndpointState(RECORD.key, EndpointStatus.FAILED)),
    ],
    ids=lambda event: event.name,
)
def test_every_event_gives_all_variables_and_none_that_trainscope_takes_for_a_wrong_setting(
    event: Event, tmp_path: Path
) -> None:
    assert tuple(event.facts) == VARIABLES
    assert load(None, environ=event.facts, cwd=tmp_path).engine == "local"
