"""What a check looks at: the values that would be sent, the data and the machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.job.hyperparameters import DataFacts
    from core.job.parameter import Hyperparameter

PRETRAINED_SHAPE = "3,224,224"
"""The image_shape that the ImageNet weights were learned on; also the container's default."""


@dataclass(frozen=True, slots=True)
class Case:
    """Values that can be read, the data they are for, and the machines.

    Args:
        table: name -> hyperparameter.
        sent: canonical values, as they would be sent.
        facts: of the data set, None if there is none yet.
        hosts: number of machines.
        gpus: per machine, None if unknown.
    """

    table: Mapping[str, Hyperparameter]
    sent: Mapping[str, str]
    facts: DataFacts | None
    hosts: int
    gpus: int | None

    def value(self, name: str) -> str | None:
        """What will be in force: the value sent, else the default of the table."""
        return self.sent.get(name, self.table[name].default)

    def number(self, name: str) -> int | None:
        """The same as a whole number; None where there is none, or the data set is to give it."""
        text = self.value(name)
        return int(text) if text is not None and text != "auto" else None

    def on(self, name: str) -> bool:
        """Whether a boolean is yes."""
        return self.value(name) == self.table[name].choices[1]


def finding(level: Level, kind: str, detail: str, why: str, fix: str) -> Finding:
    """A finding that is about no file."""
    return Finding(level, kind, detail, why=why, fix=fix)
