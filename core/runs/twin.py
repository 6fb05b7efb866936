"""The same search made cheaper: an expression that finds in ASCII text what the given one finds there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.runs.stretch import Block

_TOKEN = re.compile(
    r"""(?P<space>\\[sS])
      | (?P<code>\\(?:x|0|[0-7]{3}))
      | (?P<again>\\[1-9])
      | (?P<same>\\[dDwWbBAZtnrfva]|\\[^A-Za-z0-9]|\(\?(?:[:=!>]|<[=!]))
      | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
      | (?P<other>\\.|\(\?)
      | (?P<plain>.)""",
    re.DOTALL | re.VERBOSE,
)
_ITEM = re.compile(r"\\.|.", re.DOTALL)
_ITEMS = "dDwWbtnrfva"
"""Letters that stand behind a backslash within a set and name no letter."""
_SPACES = {r"\s": r"[\s\x1c-\x1f]", r"\S": r"[^\s\x1c-\x1f]"}
"""What is white space in Unicode, to an expression for ASCII."""


class _Apart(Exception):
    """No twin can be told for sure."""


@dataclass(frozen=True, slots=True)
class Search:
    """Finds an expression in lines.

    Args:
        pattern: the expression.
        twin: finds the same in ASCII text; None where that is not sure.
        lowered: the twin is to be given small letters.
    """

    pattern: re.Pattern[str]
    twin: re.Pattern[str] | None
    lowered: bool

    def found(self, block: Block) -> Iterator[re.Match[str] | None]:
        """What is found in each of the lines."""
        if self.twin is None or not block.is_ascii:
            return map(self.pattern.search, block.lines)
        return map(self.twin.search, map(str.lower, block.lines) if self.lowered else block.lines)


def search_for(pattern: re.Pattern[str]) -> Search:
    """The search for an expression.

    To look up each character's other cases, or what it is in Unicode, makes Python's matcher two to five times slower
    than to compare it.
    """
    blind = bool(pattern.flags & re.IGNORECASE)
    for small in (True, False) if blind else (False,):
        try:
            return Search(pattern, *_twin(pattern, small=small))
        except (_Apart, re.error):
            continue
    return Search(pattern, None, False)


def _twin(pattern: re.Pattern[str], *, small: bool) -> tuple[re.Pattern[str], bool]:
    """The twin and whether it needs small letters; `_Apart` if that is not sure.

    Args:
        pattern: the expression.
        small: without its being blind to case, for text in small letters.
    """
    # Written into the expression, which is how one does it where there is no other way to say it.
    text = pattern.pattern.removeprefix("(?i)")
    if not text.isascii() or pattern.flags & (re.VERBOSE | re.ASCII):
        raise _Apart
    parts, letters = [], False
    for token in _TOKEN.finditer(text):
        kind, part = token.lastgroup, token.group()
        if kind == "other" or (kind == "code" and small):
            raise _Apart
        if kind == "space":
            part = _SPACES[part]
        elif kind == "set":
            part = _set(part, small=small)
        elif kind == "plain" and small:
            part = part.lower()
        letters = letters or kind == "again" or (kind in ("set", "plain") and part != part.upper())
        parts.append(part)
    dropped = re.UNICODE | (re.IGNORECASE if small else 0)
    return re.compile("".join(parts), pattern.flags & ~dropped | re.ASCII), small and letters


def _set(text: str, *, small: bool) -> str:
    """A set of characters for the twin."""
    items = _ITEM.findall(text)
    if r"\S" in items or any(item in items for item in (r"\u", r"\U", r"\N")):
        raise _Apart
    if small:
        for place, item in enumerate(items):
            if len(item) > 1 and item[1].isalnum() and item[1] not in f"s{_ITEMS}":
                raise _Apart
            if item == "-" and place > 1 and not _is_plain_range(items[place - 1], items[place + 1]):
                raise _Apart
        items = [item if len(item) > 1 else item.lower() for item in items]
    return "".join(r"\s\x1c-\x1f" if item == r"\s" else item for item in items)


def _is_plain_range(first: str, last: str) -> bool:
    """Whether between two characters of a set stand digits, letters of one case, or nothing."""
    if last == "]":
        return True
    both = first + last
    return len(both) == 2 and (both.isdigit() or (both.isalpha() and (both.islower() or both.isupper())))
