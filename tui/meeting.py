"""The endpoint that is to be asked: which one is meant, and a thread that waits until it can be asked."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.endpointwatch import FAR_SECONDS, LAST_BACK_OFF, NEAR_SECONDS
from core.endpointwords import interrupted_words
from core.engine.hosting import EndpointStatus
from core.errors import EngineUnreachable, NotFound, TrainscopeError
from tui.askmessages import TargetSeen
from tui.background import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.cancel import CancelToken
    from core.endpointlist import ListedEndpoint
    from core.engine.hosting import EndpointState, HostingEngine
    from core.job.status import JobKey
    from tui.background import Post
    from tui.services import Services


def can_be_asked(row: ListedEndpoint) -> bool:
    """Whether an endpoint answers, or may do so by and by."""
    return row.ended is None and not interrupted_words(row)


def endpoint_of(rows: Sequence[ListedEndpoint], job: JobKey | None) -> ListedEndpoint | None:
    """The endpoint that is meant where nobody names one: that of the job, else the only one there is.

    Args:
        rows: what is up, newest first.
        job: that is shown; None if none is.
    """
    its = [
        row for row in rows if job is not None and row.state.key[:3] == job[:3] and row.state.job == job.name
    ]
    return its[0] if its else rows[0] if len(rows) == 1 else None


def meet(services: Services, row: ListedEndpoint, post: Post, cancel: CancelToken) -> None:
    """Post `TargetSeen` once the endpoint can be asked, or why it cannot be; while it may change, look again.

    Args:
        services: know its engine.
        row: the endpoint.
        post: a thread-safe `post_message`.
        cancel: ends the waiting.
    """
    from core.predict.endpoint import target

    key = row.state.key
    try:
        engine = services.engine_for(key)
    except TrainscopeError as error:
        post(TargetSeen(None, sentence(error)))
        return
    pause = NEAR_SECONDS if engine.capabilities.cheap_logs else FAR_SECONDS
    said, failures = "", 0
    while True:
        try:
            words = _not_yet(engine, key.name, row.since)
            if not words:
                post(TargetSeen(target(engine, key.name, row.record, cancel)))
                return
            failures = 0
        except EngineUnreachable as error:
            words = f"No answer yet, trying again. {sentence(error)}"
            failures += 1
        except TrainscopeError as error:
            post(TargetSeen(None, sentence(error)))
            return
        if words != said:
            said = words
            post(TargetSeen(None, words, waiting=True))
        if cancel.wait(min(LAST_BACK_OFF, pause * 2 ** min(failures, 8))):
            return


def _not_yet(engine: HostingEngine, name: str, since: float | None) -> str:
    """What an endpoint that is still being created is waited for with; empty if it is anything else."""
    try:
        state = engine.endpoint(name)
    except NotFound:  # `target` says more about it
        return ""
    if state.status is not EndpointStatus.CREATING:
        return ""
    return f"Still being created{_since(state, since)}. What is asked now is asked as soon as it answers."


def _since(state: EndpointState, listed: float | None) -> str:
    begun = state.created or listed
    return "" if begun is None else f", since {time.strftime('%H:%M', time.localtime(begun))}"
