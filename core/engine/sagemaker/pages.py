"""Reads one log stream on from its place, over pages that may be empty, partly filled or refused (reference §5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from core.engine.sagemaker.cursor import Place, taken
from core.errors import EngineError, NotFound

if TYPE_CHECKING:
    from core.engine.base import LogLine
    from core.engine.sagemaker.loggroup import LogGroup

TOKEN_SECONDS = 23 * 3600
"""Tokens live 24 hours."""
OVERLAP = 600_000
"""Milliseconds that are read again, for events that came late with an older time."""
FULL_PAGE = 1000
"""Events of a page behind which more is likely at once."""
_REFUSED = "InvalidParameterException"


class Read(NamedTuple):
    """What was read of a stream.

    Args:
        lines: in the order of the pages.
        place: behind them.
        open: whether there is more to read at once.
        calls: how often was asked.
    """

    lines: list[LogLine]
    place: Place
    open: bool
    calls: int


def read(
    group: LogGroup,
    stream: str,
    place: Place,
    now: float,
    *,
    pages: int,
    thorough: bool,
    overlap: int = OVERLAP,
) -> Read:
    """Read up to so many pages, to where the token comes back: an empty page is not the end, nor is one partly filled.

    Args:
        group: to ask.
        stream: its name.
        place: where to go on.
        now: epoch seconds.
        pages: at most.
        thorough: ask after a small page too; else what may be behind it is left to the next read.
        overlap: milliseconds to read again if the token is dead.

    Raises:
        EngineError: the first page could not be had. After the first, what is there is returned.
    """
    if place.token and now - place.given >= TOKEN_SECONDS:
        place = place.by_time(overlap)
    lines: list[LogLine] = []
    for calls in range(1, pages + 1):
        try:
            answer = _ask(group, stream, place)
        except NotFound:
            return Read(lines, place, open=False, calls=calls)
        except EngineError as error:
            if error.code == _REFUSED and place.token:
                place = place.by_time(overlap)
                continue
            if not lines:
                raise
            return Read(lines, place, open=True, calls=calls)
        fresh, place = taken(place, stream, answer.get("events", ()))
        lines += fresh
        token = str(answer.get("nextForwardToken") or "")
        if not token or token == place.token:
            return Read(lines, place, open=False, calls=calls)
        place = replace(place, token=token, given=int(now))
        if fresh and len(fresh) < FULL_PAGE and not thorough:
            return Read(lines, place, open=False, calls=calls)
    return Read(lines, place, open=True, calls=pages)


def _ask(group: LogGroup, stream: str, place: Place) -> dict[str, Any]:
    parameters: dict[str, Any] = {"startTime": place.since}
    if place.token:
        parameters["nextToken"] = place.token
    return group.events(stream, **parameters)
