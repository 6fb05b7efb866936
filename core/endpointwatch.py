"""Following an endpoint until it answers, or will not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.endpointstate import look, state_of
from core.errors import EngineUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.engine.hosting import EndpointState, HostingEngine
    from core.runs import EndpointRecord, RunBook

FAR_SECONDS = 5.0
"""Between two questions, where the engine is far away."""
NEAR_SECONDS = 0.3
LAST_BACK_OFF = 30.0


def follow(
    record: EndpointRecord,
    engine: HostingEngine,
    book: RunBook,
    cancel: CancelToken,
    *,
    on_trouble: Callable[[EngineUnreachable | None], None] = lambda error: None,
) -> Iterator[EndpointState]:
    """What its engine says of an endpoint, again and again until it does not change by itself any more.

    Args:
        record: of the endpoint.
        engine: where it is.
        book: each answer is noted there.
        cancel: ends the following, never the endpoint.
        on_trouble: hears once that there is no answer, and with None that there is one again.

    Raises:
        EngineError: the engine will not say.
        Cancelled: the token was set.
    """
    usual = NEAR_SECONDS if engine.capabilities.cheap_logs else FAR_SECONDS
    failures = 0
    while True:
        cancel.check()
        pause = usual
        try:
            record = look(record, engine, book)
        except EngineUnreachable as error:
            if not failures:
                on_trouble(error)
            pause = max(min(LAST_BACK_OFF, usual * 2 ** min(failures, 8)), error.retry_after or 0.0)
            failures += 1
        else:
            if failures:
                on_trouble(None)
            failures = 0
            state = state_of(record)
            yield state
            if not state.status.moving:
                return
        cancel.wait(pause)
