"""A deployment reviewed, made and waited for: progress on stderr, Ctrl-C, and what then is said."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from cli.interrupt import cancelled_by_ctrl_c
from cli.output import say
from cli.progress import ProgressLine
from core.endpointstate import state_of
from core.endpointwatch import follow
from core.engine.base import LaunchProgress
from core.errors import Cancelled
from core.text import clean
from core.times import duration

if TYPE_CHECKING:
    from cli.context import App
    from core.engine.hosting import Deployment, DeployReview, EndpointState, HostingEngine
    from core.errors import EngineUnreachable
    from core.runs import EndpointRecord
    from core.trained import TrainedModel


def reviewed(
    app: App, trained: TrainedModel, engine: HostingEngine, name: str | None
) -> tuple[Deployment, DeployReview]:
    """The deployment of a model and the engine's review of it, with progress on stderr.

    Raises:
        Cancelled: by Ctrl-C.
        TrainscopeError: as `core.deploying.prepare` and `review`.
    """
    from core.deploying import prepare, review

    with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
        hear(LaunchProgress("looking at what it takes"))
        deployment = prepare(trained, engine, app.book, name=name, on_progress=hear, cancel=token)
        return deployment, review(deployment, engine, cancel=token)


def started(
    app: App, deployment: Deployment, found: DeployReview, engine: HostingEngine, *, wait: bool
) -> EndpointState:
    """Have the endpoint made, and wait until it answers, or will not.

    Raises:
        Cancelled: by Ctrl-C; the error says whether there is an endpoint.
        TrainscopeError: as `core.deploying.start`.
    """
    from core.deploying import start

    name = clean(deployment.key.name)
    try:
        with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
            record = start(deployment, engine, app.book, reviewed=found, on_progress=hear, cancel=token)
    except Cancelled as error:
        why = "" if str(error) == "cancelled" else str(error)
        raise Cancelled(f"the deployment of {name} was cancelled", why=why, fix=error.fix) from error
    if token.cancelled:
        raise Cancelled(
            f"{name} was made before it could be cancelled, and is up", fix=f"take it down: {_undeploy(name)}"
        )
    if not wait:
        return state_of(record)
    try:
        return _awaited(app, record, engine)
    except Cancelled as error:
        raise Cancelled(
            f"{name} goes on being created",
            fix=f"look at it: trainscope endpoints; take it down: {_undeploy(name)}",
        ) from error


def _awaited(app: App, record: EndpointRecord, engine: HostingEngine) -> EndpointState:
    state = state_of(record)
    with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
        for state in follow(record, engine, app.book, token, on_trouble=_say_trouble):
            if state.status.moving:
                hear(LaunchProgress(f"{state.key.name}: {state.status.value}{_for_how_long(state)}"))
    return state


def _for_how_long(state: EndpointState) -> str:
    """At a terminal, where the line is rewritten: ``, 03:10 so far``."""
    if state.created is None or not sys.stderr.isatty():
        return ""
    return f", {duration(time.time() - state.created)} so far"


def _say_trouble(error: EngineUnreachable | None) -> None:
    say("trainscope: going on" if error is None else f"trainscope: retrying: {error}")
    if error is not None and error.fix:
        say(f"  hint: {error.fix}")


def _undeploy(name: str) -> str:
    return f"trainscope undeploy {name}"
