"""What mending did: one action for each file or line that is not in the copy just as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Did = Literal["converted", "renamed", "copied", "dropped"]
DID: tuple[Did, ...] = ("converted", "renamed", "copied", "dropped")


@dataclass(frozen=True, slots=True)
class Action:
    """What became of one file.

    Args:
        action: ``converted`` to JPEG or PNG, ``renamed``, ``copied`` (a link, of which a file was made), ``dropped``.
        path: of the file in the original, relative to its root; of a folder that was dropped whole, that folder.
        to: its path in the copy, or None if it is not there.
        why: the reason, one line.
    """

    action: Did
    path: str
    to: str | None
    why: str

    def as_json(self) -> dict[str, object]:
        """The JSON shape of an action."""
        return {"action": self.action, "path": self.path, "to": self.to, "why": self.why}


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended copy.

    Args:
        path: the folder it is in.
        unchanged: how many photos are there just as they were.
        actions: of all other files, by path.
    """

    path: Path
    unchanged: int
    actions: tuple[Action, ...]

    def counts(self) -> dict[Did, int]:
        """How many files each action was done to, in the order of `DID`, those of none left out."""
        met = Counter(action.action for action in self.actions)
        return {did: met[did] for did in DID if met[did]}
