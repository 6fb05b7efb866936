"""Desktop notifications as terminals take them: OSC 9 and OSC 777."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.text import clean

if TYPE_CHECKING:
    from core.config.settings import DesktopWay

_ONLY_9 = ("xterm-kitty", "xterm-ghostty", "wezterm")
"""They understand both and would show two; TERM tells them apart also over SSH."""
_ONLY_777 = ("rxvt", "foot")


def desktop(title: str, body: str, way: DesktopWay, term: str) -> str:
    """The sequence that shows a notification; empty where none is wanted.

    Args:
        title: what happened.
        body: more of it.
        way: of the configuration; true: both sequences, or the one of them that this terminal shows once.
        term: the variable TERM.
    """
    sent = sequences(way, term)
    title, body = clean(title).replace(";", ","), clean(body).replace(";", ",")
    nine = f"\x1b]9;trainscope: {title}: {body}\x07"
    seven = f"\x1b]777;notify;trainscope: {title};{body}\x07"
    return (nine if "OSC 9" in sent else "") + (seven if "OSC 777" in sent else "")


def sequences(way: DesktopWay, term: str) -> tuple[str, ...]:
    """What the sequences are called that are sent: ``OSC 9``, ``OSC 777``, both or none.

    Args:
        way: of the configuration.
        term: the variable TERM.
    """
    if way is False:
        return ()
    if way == "osc9" or (way is True and term.startswith(_ONLY_9)):
        return ("OSC 9",)
    if way == "osc777" or (way is True and term.startswith(_ONLY_777)):
        return ("OSC 777",)
    return ("OSC 9", "OSC 777")
