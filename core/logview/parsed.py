"""What was parsed of a log: each pattern with its hits, and the lines that look like metrics but matched nothing.

Pure: lines in, values out; lines come in portions, and what is kept stays small however many come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.job.definitions import defined_hits
from core.job.metrics import (
    EPOCH_SECONDS,
    THROUGHPUT,
    TRAIN_ACCURACY,
    VALIDATION_ACCURACY,
    name_of,
    parse_line,
)
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.job.status import MetricDefinition
    from core.runs import StoredLine

MOST_FORMS = 50
"""Forms of lines that matched nothing which are told apart; lines of others are counted together."""
LONGEST = 2000
"""Characters of a line that are looked at."""
_FORM_LENGTH = 200
_DIGITS = re.compile(r"\d+")
_METRIC = re.compile(
    r"(?i)(?<![a-z])(?:accuracy|acc|loss|error|err|auc|f1|precision|recall|mse|rmse|mae|map|perplexity|score"
    r"|throughput|speed)(?![a-z])[\w)\]\"']{0,20} ?[=:] ?\(?[-+]?(?:\d+\.\d+(?:e[-+]?\d+)?|nan|inf)(?![\w.]*\w)"
    r"|\bEpoch\[",
    re.ASCII,
)
_FORMS = {
    VALIDATION_ACCURACY: "Epoch[N] Validation-accuracy=X",
    TRAIN_ACCURACY: "Epoch[N] Train-accuracy=X",
    THROUGHPUT: "Epoch[N] Batch [M] Speed: X samples/sec",
    EPOCH_SECONDS: "Epoch[N] Time cost=X",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which a metric is read from lines.

    Args:
        name: of the metric.
        form: what its lines look like, or the regular expression that the service was told.
        hits: values that were read.
        last: the last line with one; None without hits.
        problem: why it cannot be used; empty if it can.
    """

    name: str
    form: str
    hits: int = 0
    last: StoredLine | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Lines that look like a metric and are none, alike but for their numbers; `last` is the last of them."""

    form: str
    count: int
    last: StoredLine


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was parsed of the lines so far.

    Args:
        lines: how many were looked at.
        patterns: those of the built-in format first.
        unmatched: the most frequent first.
        others: lines that matched nothing either, of more forms than are told apart.
    """

    lines: int
    patterns: tuple[Pattern, ...]
    unmatched: tuple[Unmatched, ...]
    others: int = 0


class Parsing:
    """Takes lines in their order and counts.

    Args:
        definitions: what the service reads from such a log, where its format is not the built-in one.
    """

    def __init__(self, definitions: Sequence[MetricDefinition] = ()) -> None:
        self._definitions = definitions
        built_in = {} if definitions else _FORMS
        self._forms = dict(built_in)
        self._hits = dict.fromkeys(built_in, 0)
        self._last: dict[str, StoredLine] = {}
        self._defined = {
            name: Pattern(name, clean(each.regex)) for each in definitions for name in (clean(each.name),)
        }
        self._unmatched: dict[str, Unmatched] = {}
        self._others = 0
        self._lines = 0

    def take(self, lines: Sequence[StoredLine]) -> None:
        """Look at the next lines."""
        self._lines += len(lines)
        known = self._take_defined(lines)
        for number, line in enumerate(lines):
            events = parse_line(line.text)
            for event in events:
                name = name_of(event.label)
                if name not in self._hits:
                    self._forms[name] = f"Epoch[N] {event.label}X"
                self._hits[name] = self._hits.get(name, 0) + 1
                self._last[name] = line
            if not events and number not in known and _METRIC.search(line.text[:LONGEST]):
                self._note(line)

    def result(self) -> Parsed:
        """What is known so far."""
        built_in = (
            Pattern(name, self._forms[name], hits, self._last.get(name)) for name, hits in self._hits.items()
        )
        return Parsed(
            self._lines,
            (*built_in, *self._defined.values()),
            tuple(sorted(self._unmatched.values(), key=lambda each: -each.count)),
            self._others,
        )

    def _take_defined(self, lines: Sequence[StoredLine]) -> set[int]:
        """Numbers of the lines in which a definition has found something."""
        usable = [each for each in self._definitions if not self._defined[clean(each.name)].problem]
        if not lines or not usable:
            return set()
        hits, unusable = defined_hits(lines, usable)
        for number, name, _ in hits:
            before = self._defined[name]
            self._defined[name] = replace(before, hits=before.hits + 1, last=lines[number])
        for name, why in unusable.items():
            self._defined[name] = replace(self._defined[name], problem=why)
        return {hit.number for hit in hits}

    def _note(self, line: StoredLine) -> None:
        form = _DIGITS.sub("N", line.text[:_FORM_LENGTH])
        before = self._unmatched.get(form)
        if before is None and len(self._unmatched) >= MOST_FORMS:
            self._others += 1
        else:
            self._unmatched[form] = Unmatched(form, before.count + 1 if before else 1, line)
