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
    title, body = clean(title).replace(";", ","), clean(body).replace(";", ",")
    nine = f"\x1b]9;trainscope: {title}: {body}\x07"
    seven = f"\x1b]777;notify;trainscope: {title};{body}\x07"
    if way is False:
        return ""
    if way == "osc9" or (way is True and term.startswith(_ONLY_9)):
        return nine
    if way == "osc777" or (way is True and term.startswith(_ONLY_777)):
        return seven
    return nine + seven
