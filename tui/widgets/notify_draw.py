"""The page on notifications as rows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from core.attention.event import settings_for
from core.attention.names import EVENTS, MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.attention.names import EventName
    from core.config import NotifySettings
    from tui.notify import Told

_NAME = 13
_STATE = 5


@dataclass(frozen=True, slots=True)
class Ways:
    """How events are announced just now.

    Args:
        settings: as they are switched.
        sequences: that a desktop notification is sent as; empty if none is.
        tmux: whether tmux stands between, which hands them on only if it is told to.
        has_command: whether the configuration has one.
        keys: that switch bell, desktop notification and command, as people write them.
        test_key: sends a test.
    """

    settings: NotifySettings
    sequences: tuple[str, ...]
    tmux: bool
    has_command: bool
    keys: tuple[str, str, str]
    test_key: str


def notify_rows(ways: Ways, told: Iterable[Told], tested: str, width: int) -> list[Content]:
    """Ways, events, and what was announced, at most `width` cells wide.

    Args:
        ways: of announcing.
        told: what was announced since the program started, oldest first.
        tested: what became of a test; empty if there was none.
        width: cells.
    """
    hint = tested or f"{ways.test_key} sends a test by all ways that are on"
    announced = [_told_row(one, width) for one in reversed(list(told))]
    return [
        _title("By which way"),
        *_ways_rows(ways, width),
        *Content.styled(hint, "bold" if tested else "$text-dim").wrap(width),
        *Content.styled("Switched until you leave; notify in the configuration keeps it.", "$text-dim").wrap(
            width
        ),
        Content(""),
        _title("What is announced, once each"),
        *(row for name in EVENTS for row in _event_rows(name, ways, width)),
        Content(""),
        _title("Announced since you started"),
        *(announced or [Content.styled("nothing yet", "$text-dim")]),
    ]


def _title(text: str) -> Content:
    return Content.styled(text, "bold $accent")


def _ways_rows(ways: Ways, width: int) -> list[Content]:
    settings, (bell, desktop, command) = ways.settings, ways.keys
    no_command = "notify.command runs a program of yours" if not ways.has_command else "your program runs"
    rows = [
        ("", "message", True, "in the cockpit, for all that is announced"),
        (bell, "bell", settings.bell, "the terminal's bell; tmux marks the window with monitor-bell on"),
        (desktop, "desktop", bool(settings.desktop), _desktop_words(ways)),
        (command, "command", settings.command is not None, no_command),
        ("", "title", settings.title, "the terminal's title: job and status"),
    ]
    return [
        line
        for key, name, on, words in rows
        for line in _row(
            Content.assemble(
                (f"  {key:<3}", "bold"),
                f"{name:<{_NAME - 4}}",
                (f"{'on' if on else 'off':<{_STATE}}", "bold" if on else "$text-dim"),
            ),
            words,
            width,
        )
    ]


def _desktop_words(ways: Ways) -> str:
    names = " and ".join(ways.sequences)
    sent = f"sent to the terminal as {names}" if names else "through the terminal"
    where = "tmux hands it on with allow-passthrough on" if ways.tmux else "not every terminal shows it"
    return f"{sent}; {where}"


def _event_rows(name: EventName, ways: Ways, width: int) -> list[Content]:
    settings = settings_for(ways.settings, name)
    by = "not announced"
    if settings is not None:
        on = {"bell": settings.bell, "desktop": settings.desktop, "command": settings.command}
        by = ", ".join(["message", *(way for way, wanted in on.items() if wanted)])
    return _row(Content(f"  {name:<{_NAME}}"), f"{MEANINGS[name]}: {by}", width)


def _told_row(one: Told, width: int) -> Content:
    stamp = time.strftime("%H:%M:%S", time.localtime(one.time))
    shown = "" if one.first else " (shown only: another trainscope had announced it)"
    row = Content.assemble(f"  {stamp}  ", (one.event.title, "bold"), f" · {one.event.body}{shown}")
    return row.truncate(width, ellipsis=True)


def _row(head: Content, words: str, width: int) -> list[Content]:
    first, *rest = Content(words).wrap(max(20, width - head.cell_length))
    return [head + first, *(more.pad_left(head.cell_length) for more in rest)]
