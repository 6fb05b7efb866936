"""A finding: what a check found, in the shape the command line prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Level = Literal["error", "warning", "info"]
LEVELS: tuple[Level, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found.

    Args:
        level: error stops a launch, warning and info do not.
        kind: a stable word for programs, such as ``unreadable-image``.
        detail: what was found, one line.
        path: the file it is about, relative to the data set's root, or None.
        line: line number in that file, from 1, or None.
        why: why it matters for training.
        fix: how to mend it.
        other: the second file, of a finding about two, as `path`; told in the detail, and not in the JSON.
        count: how many it stands for, where there are too many to tell one by one.
    """

    level: Level
    kind: str
    detail: str
    path: str | None = None
    line: int | None = None
    why: str = ""
    fix: str = ""
    other: str | None = None
    count: int = 1

    def as_json(self) -> dict[str, object]:
        """The contract's JSON shape of a finding."""
        return {
            "level": self.level,
            "kind": self.kind,
            "path": self.path,
            "line": self.line,
            "detail": self.detail,
            "why": self.why,
            "fix": self.fix,
        }


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings stops a launch."""
    return any(finding.level == "error" for finding in findings)


def number_at(level: Level, findings: Iterable[Finding]) -> int:
    """How many there are of a level, also where one stands for many."""
    return sum(finding.count for finding in findings if finding.level == level)


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then warnings, then infos; otherwise in the order given."""
    return sorted(findings, key=lambda finding: LEVELS.index(finding.level))
