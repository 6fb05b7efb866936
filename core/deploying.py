"""The one way to deploy a model and to take it down again, shared by cockpit and command line.

A deployment is in the run book before its engine is called, as a job is before its launch (`core.launch`): a program
that dies in between leaves a record that is listed, gone on with or taken down.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.endpointstate import gone, look, require_idle, sign, taken, unseen
from core.engine.base import LaunchProgress
from core.engine.hosting import Deployment, EndpointStatus
from core.errors import (
    Cancelled,
    EngineBusy,
    EngineError,
    EngineUnreachable,
    LaunchBlocked,
    NotFound,
    RunBookError,
    TrainscopeError,
    UsageError,
)
from core.finding import has_errors
from core.foreign import clean_endpoint
from core.job.spec import new_launch_id, require_name
from core.runs.launching import sign_of_life
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.hosting import DeployReview, HostingEngine
    from core.runs import EndpointRecord, RunBook
    from core.trained import TrainedModel

BUSY_SECONDS = 5.0
"""Between two tries to delete what cannot be deleted yet, and two looks at what is being deleted."""


def prepare(
    trained: TrainedModel,
    engine: HostingEngine,
    book: RunBook,
    *,
    name: str | None = None,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
) -> Deployment:
    """The deployment of a model; one that was interrupted is gone on with, under its launch id.

    Also one that is whole, because only its last answer was lost: nothing is made again then.

    Args:
        trained: the model.
        engine: where it lies and will answer.
        book: knows what was deployed before.
        name: of the endpoint; None: the job's.
        on_progress: hears that one of that name is waited for, which is being deleted.
        cancel: ends the waiting; None: it is not waited for.

    Raises:
        UsageError: no such name is possible, or an endpoint of that name is up.
        EngineError: the engine cannot say; `EngineBusy`: one of that name is being deleted.
        Cancelled: the token was set.
    """
    name = trained.job.name if name is None else name
    require_name(name, "an endpoint")
    while True:
        try:
            return _prepared(trained, engine, book, name)
        except EngineBusy:
            if cancel is None:
                raise
            on_progress(LaunchProgress(f"waiting until the {name} of before is deleted"))
            cancel.wait(BUSY_SECONDS)
            cancel.check()


def _prepared(trained: TrainedModel, engine: HostingEngine, book: RunBook, name: str) -> Deployment:
    key = engine.endpoint_key(name)
    known = next((record for record in book.endpoints(up=True) if record.key == key), None)
    lost = known is not None and known.state is None
    if known is not None:
        require_idle(known, book)
        known = look(known, engine, book)
    if known is None or known.ended is not None:
        with suppress(NotFound):
            raise taken(clean_endpoint(engine.endpoint(name)))
        return Deployment(key, new_launch_id(), trained)
    begun = (known.spec or {}).get("job") == list(trained.job)
    if known.state is None and begun:
        return Deployment(key, known.launch_id, trained)
    if known.state is None:
        book.store_endpoint(known.id, gone(known))  # of another job, and nothing was made of it
        return Deployment(key, new_launch_id(), trained)
    if begun and (lost or known.state.status is EndpointStatus.INCOMPLETE):
        return Deployment(key, known.launch_id, trained, (known.spec or {}).get("request"))
    raise taken(known.state)


def review(
    deployment: Deployment, engine: HostingEngine, *, cancel: CancelToken | None = None
) -> DeployReview:
    """What a deployment would make and cost, by the engine; changes nothing.

    Raises:
        UsageError: parts of it are there, made with other settings.
        EngineError: the engine cannot say.
        Cancelled: the token was set.
    """
    found = engine.review_deployment(deployment, cancel or CancelToken())
    if deployment.request is not None and _json(found.request) != _json(deployment.request):
        name = clean(deployment.key.name)
        raise UsageError(
            f"a part of {name} is there already, made with other settings",
            fix=f"take it down first (trainscope undeploy {name}), or deploy with the settings of that time",
        )
    return found


def start(
    deployment: Deployment,
    engine: HostingEngine,
    book: RunBook,
    *,
    reviewed: DeployReview,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
) -> EndpointRecord:
    """Have the endpoint made; returns when the engine has taken it, long before it answers (`core.endpointwatch`).

    Args:
        deployment: as `prepare` gave it.
        engine: where.
        book: the deployment is saved there before anything is made.
        reviewed: what `review` said of it and the user has seen.
        on_progress: hears how far it is.
        cancel: ends it, and what was made is undone; ``cancel(later=True)`` leaves it to be gone on with.
        clock: epoch seconds.

    Raises:
        LaunchBlocked: a finding of level error stands in the way; nothing was saved or made.
        UsageError: an endpoint of that name is up, or being made by another program.
        EngineUnreachable: no answer; what is there by now is listed, and the same call goes on.
        EngineError: it could not be made; the record says what is left.
        Cancelled: the token was set.
    """
    token = cancel or CancelToken()
    token.check()
    name = clean(deployment.key.name)
    if has_errors(reviewed.findings):
        what = f"{clean(deployment.trained.job.name)} cannot be deployed"
        raise LaunchBlocked(what, reviewed.findings, fix="mend what is marked as error, then deploy again")
    agreed = replace(deployment, request=reviewed.request)
    record = book.add_endpoint(agreed.key, spec=agreed.as_json(), created=clock())
    require_idle(record, book)
    with sign_of_life(book.path, sign(record)):
        try:
            engine.deploy(agreed, on_progress, token)
        except EngineUnreachable as error:
            go_on = f"then go on with the same command: {name} is kept"
            error.fix = "; ".join(filter(None, (error.fix, go_on)))
            raise
        except TrainscopeError as error:
            if not (isinstance(error, Cancelled) and token.later):
                with suppress(EngineError, RunBookError):  # it stays listed, and is looked at again then
                    look(replace(record, state=unseen(record)), engine, book)
            raise
        return _stored(record, engine, book, clock())


def take_down(
    name: str,
    engine: HostingEngine,
    book: RunBook,
    *,
    record: EndpointRecord | None,
    with_model_data: bool = False,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
) -> tuple[str, ...]:
    """Delete an endpoint and what belongs to it; what is gone already counts as done.

    One that cannot be deleted yet, as it is still being created, is deleted as soon as it can.

    Args:
        name: of the endpoint.
        engine: where it is.
        book: says then that it is down.
        record: of the endpoint; None for one that the run book does not know.
        with_model_data: also delete what training left.
        on_progress: hears what is waited for.
        cancel: ends the waiting.

    Returns:
        What was deleted.

    Raises:
        UsageError: another program is deploying it just now.
        EngineError: something could not be deleted; the record says what is left.
        Cancelled: the token was set before anything was deleted.
    """
    token = cancel or CancelToken()
    if record is not None:
        require_idle(record, book)
    while True:
        token.check()
        try:
            deleted = engine.undeploy(name, with_model_data=with_model_data)
            break
        except NotFound:
            deleted = ()
            break
        except EngineBusy as error:
            on_progress(LaunchProgress(f"waiting until {name} can be deleted"))
            token.wait(error.retry_after or BUSY_SECONDS)
        except EngineUnreachable:
            raise
        except EngineError:
            if record is not None:
                with suppress(EngineError, RunBookError):  # the next look says what is left
                    look(record, engine, book)
            raise
    if record is not None:
        book.store_endpoint(record.id, gone(record))
    return deleted


def _stored(record: EndpointRecord, engine: HostingEngine, book: RunBook, now: float) -> EndpointRecord:
    """The record of an endpoint that was just taken by its engine, which need not have an answer about it yet."""
    state = replace(unseen(record), status=EndpointStatus.CREATING, created=now)
    with suppress(EngineError):
        told = clean_endpoint(engine.endpoint(record.key.name))
        state = told if told.launch_id == record.launch_id else state
    with suppress(RunBookError):  # it is there, and whoever lists it will note it
        return book.store_endpoint(record.id, state)
    return replace(record, state=state)


def _json(request: object) -> str:
    return json.dumps(request, sort_keys=True)
