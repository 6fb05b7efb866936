"""An event that deserves attention, and how it is announced once."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from core.attention.names import TEST
from core.errors import RunBookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.attention.names import EventName
    from core.config import NotifySettings
    from core.finding import Level
    from core.runs import RunBook


@dataclass(frozen=True, slots=True)
class Event:
    """What happened.

    Args:
        name: what kind of event it is, or a test.
        id: what it is remembered under: two events with one id are the same.
        title: what happened, in two or three words.
        body: to what, and how; one cleaned line.
        level: how bad it is.
        facts: environment variables for the user's command.
        apart: seconds after which the same may be announced again.
    """

    name: EventName | Literal["test"]
    id: str
    title: str
    body: str
    level: Level
    facts: Mapping[str, str]
    apart: float = math.inf


def settings_for(settings: NotifySettings, name: EventName | Literal["test"]) -> NotifySettings | None:
    """The ways in which an event of that name is announced; None if it is not at all. A test goes all ways."""
    chosen = settings.events.get(name) if name != TEST else None
    if chosen is None:
        return settings
    if not chosen:
        return None
    return replace(
        settings,
        bell=settings.bell and "bell" in chosen,
        desktop=settings.desktop if "desktop" in chosen else False,
        command=settings.command if "command" in chosen else None,
    )


def is_first(book: RunBook, event: Event) -> bool:
    """Whether this program is the one that announces the event: the first of those that share the run book.

    Where the book cannot be used, each announces it: twice is better than never.
    """
    try:
        return book.claim(event.id, apart=event.apart)
    except RunBookError:
        return True
