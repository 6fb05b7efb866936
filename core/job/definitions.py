"""Metrics of algorithms whose log format is their own: the service tells a regular expression for each.

Anybody can start a job with any expression, also with one that takes years on some line. Python cannot interrupt a
match, so the matching is done by a process of its own (`core.job.matching`) that is killed when it takes too long.
Lines name no epoch: a value's epoch is how often its stream has said the metric before.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from core.job import matching
from core.job.metrics import MetricPoint
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.job.logfacts import LogFacts
    from core.job.metrics import Line
    from core.job.status import MetricDefinition

PATIENCE = 3.0
"""Seconds that all expressions together may take for the lines of one poll."""
LONGEST_LINE = 2000
_LONGEST_NUMBER = 40


class Hit(NamedTuple):
    """A value that a definition has found: in which of the lines (from 0), of which metric."""

    number: int
    name: str
    value: float


def read_defined(
    lines: Sequence[Line], metrics: Sequence[MetricDefinition], facts: LogFacts, *, patience: float = PATIENCE
) -> tuple[list[MetricPoint], LogFacts]:
    """The points that the definitions find in new lines, and the facts with the new counts.

    An expression that cannot be used is left out from then on, and the facts say so.

    Args:
        lines: new ones, cleaned.
        metrics: the definitions.
        facts: so far.
        patience: seconds.
    """
    left_out = dict(facts.left_out)
    usable = [metric for metric in metrics if clean(metric.name) not in left_out]
    if not lines or not usable:
        return [], facts
    hits, unusable = defined_hits(lines, usable, patience=patience)
    left_out |= unusable
    counts = {(stream, name): count for stream, name, count in facts.counts}
    points = []
    for number, name, value in hits:
        line = lines[number]
        count = counts.get((line.stream, name), 0)
        counts[line.stream, name] = count + 1
        points.append(MetricPoint(name, count, value, line.stream, line.time))
    return points, replace(
        facts,
        counts=tuple((stream, name, count) for (stream, name), count in counts.items()),
        left_out=tuple(left_out.items()),
    )


def defined_hits(
    lines: Sequence[Line], metrics: Sequence[MetricDefinition], *, patience: float = PATIENCE
) -> tuple[list[Hit], dict[str, str]]:
    """What the definitions find in lines, in the lines' order, and which expressions cannot be used, and why.

    Args:
        lines: cleaned.
        metrics: the definitions.
        patience: seconds.
    """
    hits: list[Hit] = []
    unusable: dict[str, str] = {}
    answers = _asked(
        [metric.regex for metric in metrics], [line.text[:LONGEST_LINE] for line in lines], patience
    )
    for metric, answer in zip(metrics, answers, strict=False):
        name = clean(metric.name)
        if isinstance(answer, str):
            unusable[name] = clean(answer, limit=200)
            continue
        hits += [
            Hit(number, name, value) for number, text in answer if (value := _number(str(text))) is not None
        ]
    return sorted(hits, key=lambda hit: hit.number), unusable


def _asked(patterns: list[str], lines: list[str], patience: float) -> list[Any]:
    """One answer per pattern: hits, or why it cannot be used; those behind one that was too slow are asked anew."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(matching.__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    question = json.dumps({"patterns": patterns, "lines": lines})
    try:
        said, _ = child.communicate(question, timeout=patience)
    except subprocess.TimeoutExpired:
        child.kill()
        said, _ = child.communicate()
    answers = [json.loads(row) for row in said.splitlines() if row.endswith(("]", '"'))]
    if len(answers) < len(patterns):
        rest = patterns[len(answers) + 1 :]
        answers.append(f"it takes more than {patience:.0f} s for a few lines")
        answers += _asked(rest, lines, patience) if rest else []
    return answers


def _number(text: str) -> float | None:
    """The value of a group; nan and infinities are values."""
    try:
        return float(text) if len(text) <= _LONGEST_NUMBER else None
    except ValueError:
        return None
