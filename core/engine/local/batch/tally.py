"""How far a batch transform is, as lines of its log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.engine.local.batch.asking import FAILED
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.engine.local.batch.answerfile import Given

STEP_SECONDS = 1.0
"""From one line on progress to the next, at least."""
TOLD = 10
"""So many photos without an answer are named; the others are counted."""
_LINE = re.compile(r"answered ([\d,]{1,20}) of [\d,]{1,20} photos", re.ASCII)
_WHY_TELLS = ("no-answer", FAILED)
"""Kinds of findings whose reason is in their why."""


class Tally:
    """Counts photos.

    Args:
        total: photos in all.
        clock: monotonic seconds.
    """

    def __init__(self, total: int, clock: Callable[[], float]) -> None:
        self._total = total
        self._clock = clock
        self._began = self._told = clock()
        self.answered = 0
        self.left_out = 0

    def count(self, name: str, given: Given) -> Iterator[tuple[str, str]]:
        """Add what came of a photo; the lines to say about it, each a level and a text."""
        if given.probabilities:
            self.answered += 1
        else:
            self.left_out += 1
            if self.left_out <= TOLD:
                yield "WARNING", _left_out(name, given)
        if self._clock() - self._told >= STEP_SECONDS:
            self._told = self._clock()
            yield "INFO", self.line()

    @property
    def seen(self) -> int:
        """Photos so far, with an answer and without."""
        return self.answered + self.left_out

    def line(self) -> str:
        """How far it is now."""
        rate = self.seen / max(1e-6, self._clock() - self._began)
        left_out = f", {self.left_out:,} left out" if self.left_out else ""
        return f"answered {self.answered:,} of {self._total:,} photos{left_out}, {rate:,.0f}/s"


def answered_in(text: str) -> int | None:
    """How many photos were answered by a line of such a log; None if it does not say."""
    found = _LINE.search(text)
    return int(found[1].replace(",", "")) if found and found[1].strip(",") else None


def _left_out(name: str, given: Given) -> str:
    errors = [finding for finding in given.findings if finding.level == "error"]
    reason = f"{errors[0].detail}: {errors[0].why}" if errors[0].kind in _WHY_TELLS else errors[0].detail
    return f"{clean_path(name)}: left out: {reason}"
