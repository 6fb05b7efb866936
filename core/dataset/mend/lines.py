"""What mending a list did, line by line; what was done to many lines alike is told once, with their count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class LineAction:
    """What became of a line, or of several in the same way.

    Args:
        action: ``rewritten``, ``renumbered``, or ``dropped``.
        line: number of the line, from 1; of several, the first.
        lines: how many there are.
        why: what was mended, or why it was dropped, in words that follow "the line".
    """

    action: Literal["rewritten", "renumbered", "dropped"]
    line: int
    lines: int
    why: str

    def as_json(self) -> dict[str, object]:
        """The JSON shape of an action."""
        return {"action": self.action, "line": self.line, "lines": self.lines, "why": self.why}


@dataclass(frozen=True, slots=True)
class MendedList:
    """A mended list.

    Args:
        path: of the new file.
        rows: how many it has.
        actions: what was rewritten, then what was renumbered, then what was dropped; each in the order of lines.
    """

    path: Path
    rows: int
    actions: tuple[LineAction, ...]


class Done:
    """Collects what is done while it is done."""

    def __init__(self) -> None:
        self._rewritten: dict[str, tuple[int, int]] = {}
        self._renumbered: list[LineAction] = []
        self._dropped: list[LineAction] = []

    def rewritten(self, line: int, why: str) -> None:
        """A line says the same in another form."""
        first, times = self._rewritten.get(why, (line, 0))
        self._rewritten[why] = (first, times + 1)

    def renumbered(self, line: int, why: str) -> None:
        """A line has another index."""
        self._renumbered.append(LineAction("renumbered", line, 1, why))

    def dropped(self, line: int, why: str) -> None:
        """A line is not in the copy."""
        self._dropped.append(LineAction("dropped", line, 1, why))

    def first_dropped(self) -> str:
        """The first line that was dropped, in words."""
        if not self._dropped:
            return "it has no lines"
        return f"line {self._dropped[0].line} {self._dropped[0].why}"

    def actions(self) -> tuple[LineAction, ...]:
        """All of it."""
        rewritten = [
            LineAction("rewritten", line, times, why) for why, (line, times) in self._rewritten.items()
        ]
        return (*rewritten, *self._renumbered, *self._dropped)
