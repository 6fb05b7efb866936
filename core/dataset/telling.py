"""How findings about photos are told: infos once with a count, others one by one, from the thousandth on counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.finding import Finding

MOST_EACH = 1000


class Telling:
    """Keeps the first of each kind that is told with a count, and how many there were: never all of them.

    Args:
        each: whether every finding is told by itself, however many there are.
    """

    def __init__(self, each: bool) -> None:
        self._each = each
        self._first: dict[str, Finding] = {}
        self._count: dict[str, int] = {}

    def now(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Those that are told one by one."""
        for finding in findings:
            if self._each:
                yield finding
                continue
            self._first.setdefault(finding.kind, finding)
            count = self._count[finding.kind] = self._count.get(finding.kind, 0) + 1
            if finding.level != "info" and count <= MOST_EACH:
                yield finding

    def rest(self) -> Iterator[Finding]:
        """One finding for all of each kind of info, and for those of another kind that were too many."""
        for kind, first in self._first.items():
            count = self._count[kind]
            if first.level != "info":
                if count > MOST_EACH:
                    more = count - MOST_EACH
                    yield replace(
                        first, detail=f"{more:,} more photos like this", path=None, other=None, count=more
                    )
            elif count == 1:
                yield first
            else:
                yield replace(first, detail=f"{first.detail}; {count:,} photos in all")
        self._first.clear()
        self._count.clear()
