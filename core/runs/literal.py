"""The text that every match of a regular expression must contain: a cheap first look, done by SQLite."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<escape>\\.)
      | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
      | (?P<open>\()
      | (?P<close>\))
      | (?P<either>\|)
      | (?P<optional>[*?]|\{\d*,?\d*\})
      | (?P<other>[.^$+])
      | (?P<plain>.)""",
    re.DOTALL | re.VERBOSE,
)
_HARMLESS = "dDwWsSbBAZtnrfva"
"""Escapes that stand for themselves, so that what follows them is read right (unlike ``\\x41``)."""
_OTHER_CASES = "iIkKsS"
"""Letters that match letters beyond ASCII when case does not count (ı, K, ſ)."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Literal:
    """A necessary text, as a condition on the column ``text`` and its one argument."""

    condition: str
    argument: str


def required_literal(pattern: re.Pattern[str]) -> Literal | None:
    """The longest run of plain characters that no match can do without; None if none is sure.

    It reads the top level of the expression only and gives up rather than guess.
    """
    if pattern.flags & re.VERBOSE:
        return None
    longest = max(_runs(pattern.pattern), key=len, default="")[:_LONGEST]
    if not longest:
        return None
    if not pattern.flags & re.IGNORECASE:
        return Literal("instr(text, ?)", longest)
    blind = "".join(_case_blind(char) for char in longest)
    return Literal("text LIKE ? ESCAPE '\\'", f"%{blind}%") if blind.strip("_") else None


def _runs(text: str) -> list[str]:
    """Runs of characters that stand in every match, in order; none if that is not sure."""
    runs = [""]
    depth = 0
    for token in _TOKEN.finditer(text):
        kind, part = token.lastgroup, token.group()
        if kind == "escape" and (part[1].isalnum() or not part[1].isascii()):
            if part[1] not in _HARMLESS:
                return []
            runs.append("")
        elif kind == "open":
            if text.startswith("(?#", token.start()):
                return []
            depth += 1
            runs.append("")
        elif kind == "close":
            depth -= 1
        elif depth:
            continue
        elif kind == "either":
            return []
        elif kind == "optional":
            runs[-1] = runs[-1][:-1]
            runs.append("")
        elif kind in ("other", "set"):
            runs.append("")
        else:
            runs[-1] += part[-1]
    return runs


def _case_blind(char: str) -> str:
    if char in _OTHER_CASES or not char.isascii():
        return "_"
    return f"\\{char}" if char in "%_\\" else char
