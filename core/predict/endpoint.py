"""The endpoint that is asked: whether it can answer, and what run book and engine know of its model."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from core.engine.hosting import EndpointStatus, Hosting, deployment_from_json
from core.errors import EngineError, EngineUnreachable, NotFound, UnknownEndpoint
from core.nearest import did_you_mean
from core.predict.verdict import ModelFacts
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.cancel import CancelToken
    from core.engine.hosting import Deployment, EndpointState
    from core.job.status import JobKey, JobState
    from core.runs import EndpointRecord

PATIENCE = 5.0
"""Seconds within which an engine that gives no answer is asked again."""
_PAUSE = 0.5
_ANSWERS = (
    EndpointStatus.IN_SERVICE,
    EndpointStatus.UPDATING,
    EndpointStatus.SYSTEM_UPDATING,
    EndpointStatus.ROLLING_BACK,
    EndpointStatus.UPDATE_ROLLBACK_FAILED,
)
"""Statuses in which an endpoint answers (API EndpointStatus)."""


class Answering(Hosting, Protocol):
    """What is needed of an engine here: its endpoints, and the job that one came from."""

    def describe(self, name: str) -> JobState:
        """A job's state, as `core.engine.base.Engine` has it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint that can be asked.

    Args:
        state: of the endpoint.
        most_bytes: of a photo.
        job: whose model it holds; None if nobody knows.
        classes: names in label order; empty where nobody knows them.
        several: whether a photo may have several labels.
        hyperparameters: of the job, as far as known.
    """

    state: EndpointState
    most_bytes: int
    job: JobKey | None = None
    classes: tuple[str, ...] = ()
    several: bool = False
    hyperparameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The endpoint's."""
        return self.state.key.name

    @property
    def model(self) -> ModelFacts:
        """What answers."""
        return ModelFacts(self.state.key.engine, self.job, self.classes, self.several, self.hyperparameters)


def target(
    engine: Answering,
    name: str,
    record: EndpointRecord | None,
    cancel: CancelToken,
    *,
    patience: float = PATIENCE,
) -> Target:
    """The endpoint, if it can be asked now.

    Args:
        engine: of the endpoint's place.
        name: of the endpoint.
        record: what the run book knows of it.
        cancel: ends the waiting for an engine that gives no answer.
        patience: seconds of that waiting.

    Raises:
        UnknownEndpoint: there is no such endpoint any more, or never was; the error says the nearest name.
        EngineError: it does not answer photos, such as one that is still being created.
        Cancelled: the token was set.
    """
    state = _state(engine, name, record, cancel, patience)
    _require_answers(state)
    deployment = _deployment(record)
    most_bytes = engine.most_bytes(state)
    if deployment is not None:
        trained = deployment.trained
        return Target(
            state,
            most_bytes,
            trained.job,
            trained.classes or state.classes,
            trained.multi_label,
            trained.hyperparameters,
        )
    if not state.job:
        return Target(state, most_bytes, None, state.classes)
    try:
        hyperparameters = engine.describe(state.job).hyperparameters
    except EngineError:  # the job may be long gone: its endpoint answers all the same
        hyperparameters = {}
    return Target(
        state,
        most_bytes,
        state.key._replace(name=state.job),
        state.classes,
        hyperparameters.get("multi_label", "0").strip() == "1",
        hyperparameters,
    )


def _state(
    engine: Answering, name: str, record: EndpointRecord | None, cancel: CancelToken, patience: float
) -> EndpointState:
    gives_up = time.monotonic() + patience
    while True:
        cancel.check()
        try:
            return engine.endpoint(name)
        except NotFound as error:
            raise _not_there(engine, name, record) from error
        except EngineUnreachable as error:
            pause = max(_PAUSE, error.retry_after or 0.0)
            if time.monotonic() + pause >= gives_up:
                raise
            cancel.wait(pause)


def _not_there(engine: Answering, name: str, record: EndpointRecord | None) -> UnknownEndpoint:
    fix = "trainscope endpoints lists what there is"
    if record is not None:
        return UnknownEndpoint(
            f"there is no endpoint {clean(name)} any more",
            why="it was taken down, though not from this machine",
            fix=fix,
        )
    try:
        known: Sequence[str] = [state.key.name for state in engine.endpoints()]
    except EngineError:
        known = ()
    return UnknownEndpoint(f"no endpoint {clean(name)!r}{did_you_mean(name, known)}", fix=fix)


def _require_answers(state: EndpointState) -> None:
    """Refuse an endpoint that does not answer photos.

    Raises:
        EngineError: with what to do about it.
    """
    if state.status in _ANSWERS:
        return
    name = clean(state.key.name)
    if state.status is EndpointStatus.DELETED:
        raise UnknownEndpoint(
            f"the endpoint {name} has been taken down", fix="trainscope endpoints lists what there is"
        )
    if state.status is EndpointStatus.CREATING:
        raise EngineError(
            f"the endpoint {name} is still being created",
            fix="ask again once it is InService: trainscope endpoints says when",
        )
    raise EngineError(
        f"the endpoint {name} does not answer: it is {state.status.value}",
        why=clean(state.failure_reason),
        fix=f"take it down with trainscope undeploy {name}, and deploy the job again",
    )


def _deployment(record: EndpointRecord | None) -> Deployment | None:
    """What was deployed, as the run book has it; None where that cannot be read."""
    if record is None or record.spec is None:
        return None
    try:
        return deployment_from_json(record.key, record.spec)
    except (KeyError, TypeError):
        return None
