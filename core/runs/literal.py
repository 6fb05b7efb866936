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
_MOST_BRANCHES = 20
_MOST_RUNS = 3
"""Of one alternative; the longest are looked for, all of them."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A necessary text, as a condition on the column ``text`` and its arguments; one per alternative."""

    condition: str
    arguments: tuple[str, ...]


def required_literal(pattern: re.Pattern[str], *, within_words: bool = False) -> Literal | None:
    """The longest runs of plain characters that no match can do without; None if none is sure.

    It reads the top level of the expression only (alternatives there are each their own) and gives up rather
    than guess.

    Args:
        pattern: the expression.
        within_words: only runs without a space.
    """
    if pattern.flags & re.VERBOSE:
        return None
    branches = _branches(pattern.pattern)
    if within_words:
        branches = [[word for run in runs for word in run.split(" ")] for runs in branches]
    needed = [sorted(filter(None, runs), key=len, reverse=True)[:_MOST_RUNS] for runs in branches]
    if not needed or not all(needed):
        return None
    parts = [[run[:_LONGEST] for run in runs] for runs in needed]
    if not pattern.flags & re.IGNORECASE:
        return _all_of_any("instr(text, ?)", parts)
    blind = [["".join(map(_case_blind, run)) for run in runs] for runs in parts]
    seen = [[f"%{run}%" for run in runs if run.strip("_")] for runs in blind]
    return _all_of_any("text LIKE ? ESCAPE '\\'", seen) if all(seen) else None


def _all_of_any(condition: str, branches: list[list[str]]) -> Literal:
    """All runs of one of the branches."""
    terms = [" AND ".join([condition] * len(runs)) for runs in branches]
    return Literal(f"({' OR '.join(terms)})", tuple(run for runs in branches for run in runs))


def _branches(text: str) -> list[list[str]]:
    """Per alternative the runs of characters that stand in each of its matches; nothing if that is not sure."""
    branches = [[""]]
    depth = 0
    for token in _TOKEN.finditer(text):
        kind, part = token.lastgroup, token.group()
        runs = branches[-1]
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
            branches.append([""])
        elif kind == "optional":
            runs[-1] = runs[-1][:-1]
            runs.append("")
        elif kind in ("other", "set"):
            runs.append("")
        else:
            runs[-1] += part[-1]
    return branches if len(branches) <= _MOST_BRANCHES else []


def _case_blind(char: str) -> str:
    if char in _OTHER_CASES or not char.isascii():
        return "_"
    return f"\\{char}" if char in "%_\\" else char
