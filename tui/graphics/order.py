"""What the process that shows a photo is told, and how it says why it has shown none."""

from __future__ import annotations

import json
import sys
from dataclasses import astuple, dataclass

from core.dataset.judge import Limits
from core.picture import Sight

TOLD = 3
"""Exit code of the process when its stderr holds a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which photo is shown, and how.

    Args:
        root: folder of the data set.
        name: the photo's path in it.
        sight: only what training sees of it; None: all of it.
        ascii_only: the line under it has nothing but ASCII of ours.
    """

    root: str
    name: str
    sight: Sight | None = None
    ascii_only: bool = False

    def command(self) -> list[str]:
        """The process that carries it out."""
        limits = None if self.sight is None else (astuple(self.sight.limits), self.sight.gray)
        said = json.dumps([self.root, self.name, limits, self.ascii_only])
        return [sys.executable, "-P", "-m", "tui.graphics", said]

    @classmethod
    def read(cls, text: str) -> Order:
        """The last word of `command`."""
        root, name, seen, ascii_only = json.loads(text)
        return cls(root, name, None if seen is None else Sight(Limits(*seen[0]), seen[1]), ascii_only)
