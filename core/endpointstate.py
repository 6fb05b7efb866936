"""What is known of an endpoint in the run book, asked anew or from the last time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.hosting import EndpointState, EndpointStatus
from core.errors import EngineBusy, NotFound, UsageError
from core.foreign import clean_endpoint
from core.runs.launching import is_held
from core.text import clean

if TYPE_CHECKING:
    from core.engine.hosting import Hosting
    from core.runs import EndpointRecord, RunBook


def look(record: EndpointRecord, engine: Hosting, book: RunBook) -> EndpointRecord:
    """Ask its engine about an endpoint and note the answer.

    One that the engine does not know any more, or under another launch id, is gone. One that it has never shown stays
    as it is: it may be about to be made, or was interrupted before.

    Raises:
        EngineError: the engine does not say.
    """
    try:
        state = clean_endpoint(engine.endpoint(record.key.name))
    except NotFound:
        state = None
    if state is None or state.launch_id != record.launch_id:
        if record.state is None:
            return record
        state = gone(record)
    return note(record, state, book)


def note(record: EndpointRecord, state: EndpointState, book: RunBook) -> EndpointRecord:
    """Note what its engine says of an endpoint; the record as it is then.

    Of one that is being deleted the engine tells its machines no more, once its configuration is gone: those that were
    known stand for them.
    """
    known = record.state
    if known is not None and state.instance_type is None and state.serverless_mb is None:
        state = replace(
            state,
            instance_type=known.instance_type,
            instance_count=known.instance_count,
            serverless_mb=known.serverless_mb,
            price_per_hour=known.price_per_hour,
        )
    return record if state == record.state else book.store_endpoint(record.id, state)


def state_of(record: EndpointRecord) -> EndpointState:
    """The last known state; of one that its engine has never shown, that nothing is made of it."""
    return record.state or unseen(record)


def gone(record: EndpointRecord) -> EndpointState:
    """The state of an endpoint that is not there any more."""
    return replace(state_of(record), status=EndpointStatus.DELETED, parts=())


def is_being_made(record: EndpointRecord, book: RunBook) -> bool:
    """Whether some living program is deploying it just now."""
    return is_held(book.path, sign(record))


def unseen(record: EndpointRecord) -> EndpointState:
    """The state of an endpoint of which its engine has shown nothing."""
    return EndpointState(
        record.key,
        EndpointStatus.INCOMPLETE,
        job=record.job,
        created=record.created,
        launch_id=record.launch_id,
    )


def sign(record: EndpointRecord) -> str:
    """Which lock says that it is being deployed (`core.runs.launching`)."""
    return f"deploy-{record.id}"


def require_idle(record: EndpointRecord, book: RunBook) -> None:
    """Leave alone what another program is making.

    Raises:
        UsageError: it is being deployed just now.
    """
    if is_being_made(record, book):
        raise UsageError(
            f"{clean(record.key.name)} is being deployed just now by another trainscope",
            fix="look at it: trainscope endpoints",
        )


def taken(state: EndpointState) -> UsageError | EngineBusy:
    """The error for a name that an endpoint has already; `EngineBusy` where it will be free."""
    name = clean(state.key.name)
    holds = f", with the model of {clean(state.job)}" if state.job else ""
    what = f"an endpoint called {name} is there already: {state.status.value}{holds}"
    other = "choose another name with --name"
    if state.status is EndpointStatus.DELETING:
        return EngineBusy(what, fix=f"{other}, or wait until it is deleted")
    return UsageError(what, fix=f"{other}, or take it down: trainscope undeploy {name}")
