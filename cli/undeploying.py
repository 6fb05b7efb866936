"""From an endpoint's name to what is to be taken down, and taking it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cli.attach import endpoint_in_book, engine_at
from cli.interrupt import cancelled_by_ctrl_c
from cli.progress import ProgressLine
from core.deploying import take_down
from core.endpointstate import look, state_of
from core.errors import Cancelled, NotFound, UnknownEndpoint, UsageError
from core.foreign import clean_endpoint
from core.text import clean

if TYPE_CHECKING:
    from cli.context import App
    from core.engine.hosting import EndpointState, HostingEngine
    from core.runs import EndpointRecord


class Found(NamedTuple):
    """An endpoint that is there; the record is None where the run book does not know it."""

    state: EndpointState
    record: EndpointRecord | None
    engine: HostingEngine


def found(app: App, name: str) -> Found | None:
    """The endpoint of that name as its engine knows it now; None for one that is down already.

    Raises:
        UnknownEndpoint: neither run book nor engine has ever known it; the error says the nearest name.
        UsageError: it was not made by trainscope.
        EngineError: the engine does not say.
    """
    try:
        record = endpoint_in_book(app, name)
    except UnknownEndpoint:
        target = _made_elsewhere(app.engine, name)
        if target is None and not any(known.key.name == name for known in app.book.endpoints()):
            raise
        return target
    engine = engine_at(app, record.key)
    record = look(record, engine, app.book)
    if record.ended is None:
        return Found(state_of(record), record, engine)
    return _made_elsewhere(engine, name)


def _made_elsewhere(engine: HostingEngine, name: str) -> Found | None:
    try:
        state = clean_endpoint(engine.endpoint(name))
    except NotFound:
        return None
    if not state.launch_id:
        raise UsageError(
            f"the endpoint {clean(name)} was not made by trainscope",
            fix="delete it with the tool that made it",
        )
    return Found(state, None, engine)


def taken_down(app: App, target: Found, *, with_model_data: bool) -> tuple[str, ...]:
    """Delete what was found, with progress on stderr; returns what was deleted.

    Raises:
        EngineError: something could not be deleted; the error says what is left.
        Cancelled: by Ctrl-C, before anything was deleted.
    """
    name = target.state.key.name
    try:
        with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
            return take_down(
                name,
                target.engine,
                app.book,
                record=target.record,
                with_model_data=with_model_data,
                on_progress=hear,
                cancel=token,
            )
    except Cancelled as error:
        raise Cancelled(
            f"{clean(name)} was not taken down, and goes on", fix=f"trainscope undeploy {clean(name)}"
        ) from error
