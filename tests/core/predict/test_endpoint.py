"""The endpoint that is asked: can it answer, and what is known of its model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.engine.hosting import Deployment, EndpointStatus
from core.errors import EngineError, UnknownEndpoint
from core.job.status import JobKey
from core.predict.endpoint import target
from core.runs import EndpointRecord
from core.trained import TrainedModel
from tests.core.predict.colours import CLASSES, MOST_BYTES, NAME, ColourHosting

if TYPE_CHECKING:
    from core.predict.endpoint import Target

JOB = JobKey("local", "", "", "colours-job")


@pytest.fixture
def hosting() -> ColourHosting:
    return ColourHosting(port=1)


def record(**changes: object) -> EndpointRecord:
    key = JobKey("local", "", "", NAME)
    trained = TrainedModel(JOB, ("azure", "lime", "rose"), True, {"image_shape": "3,8,8"}, "/model")
    spec = Deployment(key, "launch", trained).as_json()
    return replace(EndpointRecord(7, key, JOB.name, 1000.0, "launch", spec), **changes)  # type: ignore[arg-type]


def asked(hosting: ColourHosting, known: EndpointRecord | None, name: str = NAME) -> Target:
    return target(hosting, name, known, CancelToken(), patience=0)


def test_the_run_book_knows_best(hosting: ColourHosting) -> None:
    found = asked(hosting, record())
    assert (found.classes, found.several, found.job) == (("azure", "lime", "rose"), True, JOB)
    assert found.hyperparameters == {"image_shape": "3,8,8"}
    assert (found.most_bytes, found.name) == (MOST_BYTES, NAME)


@pytest.mark.parametrize("known", [None, record(spec=None), record(spec={"launch_id": "damaged"})])
def test_else_the_engine_is_asked(hosting: ColourHosting, known: EndpointRecord | None) -> None:
    found = asked(hosting, known)
    assert (found.classes, found.several, found.job) == (CLASSES, False, JOB)
    assert found.hyperparameters == {"image_shape": "3,32,32"}


def test_an_unknown_name_is_answered_with_the_nearest(hosting: ColourHosting) -> None:
    with pytest.raises(UnknownEndpoint, match=r"no endpoint 'colour' \(did you mean colours\?\)"):
        asked(hosting, None, "colour")
    with pytest.raises(UnknownEndpoint, match="any more"):
        asked(hosting, record(), "colour")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (EndpointStatus.CREATING, "is still being created"),
        (EndpointStatus.FAILED, "it is Failed: no room"),
        (EndpointStatus.OUT_OF_SERVICE, "it is OutOfService"),
        (EndpointStatus.DELETING, "it is Deleting"),
        (EndpointStatus.DELETED, "has been taken down"),
        (EndpointStatus.INCOMPLETE, "it is Incomplete"),
    ],
)
def test_one_that_does_not_answer_is_told_by_its_status(
    hosting: ColourHosting, status: EndpointStatus, words: str
) -> None:
    hosting.state = replace(hosting.state, status=status, failure_reason="no room")
    with pytest.raises((EngineError, UnknownEndpoint), match=words) as refused:
        asked(hosting, record())
    assert refused.value.fix


@pytest.mark.parametrize("status", [EndpointStatus.UPDATING, EndpointStatus.SYSTEM_UPDATING])
def test_one_that_is_being_updated_answers(hosting: ColourHosting, status: EndpointStatus) -> None:
    hosting.state = replace(hosting.state, status=status)
    assert asked(hosting, record()).state.status is status
