"""What a .lst can and cannot hold of a file's name (reference/lst-recordio.md §1)."""

from __future__ import annotations

import re

ENDINGS = (".jpg", ".jpeg", ".png")
"""What counts as a photo by its name, in any case: what the service takes (and im2rec's default)."""

_ELSEWHERE = re.compile(r"[A-Za-z]:[\\/]|(?:.*[\\/])?\.\.(?:[\\/]|$)", re.DOTALL)


def is_photo(name: str, endings: tuple[str, ...] = ENDINGS) -> bool:
    """Whether a file is a photo by its name's ending, white space behind it aside: that is told, not passed over."""
    return name.endswith(endings) or name.lower().rstrip().endswith(endings)


def not_listable(name: str) -> str | None:
    """Why a .lst cannot hold a path with this name in it, or None if it can.

    Args:
        name: a file's or folder's name, or a whole relative path.
    """
    if name.isprintable() and name[:1] != " " and name[-1:] != " " and "\\" not in name and name[1:2] != ":":
        return None
    if "\t" in name:
        return "has a TAB in its name, which separates the columns of a list"
    if "\0" in name:
        return "has a zero byte in its name, which no file has"
    if "\n" in name or "\r" in name:
        return "has a line break in its name, which separates the lines of a list"
    if name != name.strip():
        return "has white space at an end of its name, which readers of lists cut off"
    try:
        name.encode()
    except UnicodeEncodeError:
        return "has bytes in its name that are not UTF-8"
    if _ELSEWHERE.match(name):
        return "has a name that readers of lists take for a path out of the data set"
    return None
