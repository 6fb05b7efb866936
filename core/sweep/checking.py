"""What is wrong with a sweep before any engine is asked: its ranges, the values at their ends, its number of jobs."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from core.finding import Finding, by_severity
from core.job.hyperparameters import resolve
from core.job.value_checks import OPTIMIZERS
from core.preflight import of_values
from core.sweep.ranges import proposed, tunable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.config import Settings
    from core.engine.sweeping import Strategy
    from core.job.hyperparameters import DataFacts
    from core.sweep.ranges import Range


def of_values_at_ends(
    settings: Settings, given: Mapping[str, str], ranges: Sequence[Range], facts: DataFacts | None
) -> list[Finding]:
    """What the checks of a job say at both ends of each range (at each of its values), each finding once.

    One that only some of the ends cause says which; the other ranges then stand at their first end.

    Args:
        settings: say which machines it is for.
        given: hyperparameters as the user gave them.
        ranges: that are swept.
        facts: of the data set, if there is one.
    """
    first = {**given, **{row.name: row.ends[0] for row in ranges}}
    swept = {row.name for row in ranges}
    usual = _at(settings, first, facts, swept)
    found: dict[Finding, None] = {}
    always = set(usual)
    for row in ranges:
        others = [(end, _at(settings, {**first, row.name: end}, facts, swept)) for end in row.ends[1:]]
        passing = [one for one in usual if any(one not in at_end for _, at_end in others)]
        always.difference_update(passing)
        found.update((_caused(one, row, row.ends[0]), None) for one in passing)
        for end, at_end in others:
            found.update((_caused(one, row, end), None) for one in at_end if one not in usual)
    found.update((one, None) for one in usual if one in always)
    return by_severity([*found, *_of_optimizers(first, ranges), *_outside(ranges)])


def of_budget(ranges: Sequence[Range], jobs: int, parallel: int, strategy: Strategy) -> Iterator[Finding]:
    """What is wrong with the number of jobs and the way in which values are chosen.

    Args:
        ranges: that are swept.
        jobs: how many there will be at most.
        parallel: how many at a time.
        strategy: how values are chosen.
    """
    if not ranges:
        why = "without a range all jobs would be the same"
        yield Finding("error", "sweep-ranges", "nothing is swept", why=why, fix=f"sweep {_example()}")
    if parallel > jobs:
        detail = f"{parallel} jobs at a time, but only {jobs} in all"
        why = "SageMaker refuses it"
        yield Finding("error", "sweep-parallel", detail, why=why, fix=f"set parallel to at most {jobs}")
    combinations = number_of_combinations(ranges)
    if strategy == "Grid" and combinations is None:
        numbers = ", ".join(row.name for row in ranges if not row.values)
        detail = f"Grid cannot sweep {numbers}"
        why = (
            "a grid tries every combination of listed values, and between two numbers there is no end of them"
        )
        yield Finding("error", "sweep-grid", detail, why=why, fix="set strategy to Random or Bayesian")
    elif combinations is not None and combinations < jobs and strategy != "Grid":
        detail = f"{jobs} jobs, but only {combinations} combinations of values"
        why = "jobs with the same values cost money and tell nothing new"
        fix = f"set jobs to {combinations}, or sweep {_example()} too"
        yield Finding("warning", "sweep-jobs", detail, why=why, fix=fix)
    elif combinations is not None and combinations > jobs and strategy == "Grid":
        detail = f"Grid tries all {combinations} combinations, and jobs is {jobs}"
        why = "a grid that is not whole is not to be had"
        yield Finding("error", "sweep-grid", detail, why=why, fix=f"set jobs to {combinations}")
    if strategy == "Bayesian" and 1 < jobs == parallel:
        detail = f"all {jobs} jobs run at the same time"
        why = "Bayesian learns from jobs that have ended, and here none has when values are chosen"
        yield Finding(
            "warning", "sweep-parallel", detail, why=why, fix="lower parallel, or set strategy to Random"
        )


def number_of_combinations(ranges: Sequence[Range]) -> int | None:
    """How many there are of listed values; None where a range is between two numbers, or there is none."""
    if not ranges or any(not row.values for row in ranges):
        return None
    return math.prod(len(row.values) for row in ranges)


def _at(
    settings: Settings, given: Mapping[str, str], facts: DataFacts | None, swept: set[str]
) -> list[Finding]:
    """What the checks say of one job; of optimizers and what is swept `_of_optimizers` speaks."""
    return [
        one
        for one in of_values(settings, resolve(given, facts), facts)
        if one.kind != "optimizer" or one.detail.split(" ", 1)[0] not in swept
    ]


def _caused(finding: Finding, row: Range, end: str) -> Finding:
    """The finding, naming the end of the range that causes it."""
    said = (re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", finding.detail) for word in (row.name, end))
    if all(said):
        return finding
    return replace(finding, detail=f"{row.name} at {end}: {finding.detail}")


def _of_optimizers(given: Mapping[str, str], ranges: Sequence[Range]) -> Iterator[Finding]:
    """Ranges of what no optimizer of the sweep uses, or only some."""
    own = next((row.values for row in ranges if row.name == "optimizer"), None)
    chosen = own or (given.get("optimizer") or tunable()["optimizer"].default or "",)
    for row in ranges:
        users = OPTIMIZERS.get(row.name)
        idle = [name for name in chosen if users is not None and name not in users]
        if users is None or not idle:
            continue
        detail = f"{row.name} is swept, but optimizer {' and '.join(idle)} does not use it"
        fix = f"take {row.name} out, or set optimizer to {' or '.join(users)}"
        if len(idle) == len(chosen):
            why = "no effect: the jobs differ by chance only"
            yield Finding("warning", "sweep-no-effect", detail, why=why, fix=fix)
        else:
            why = "in those jobs it has no effect, and says nothing about their accuracy"
            yield Finding("info", "sweep-no-effect", detail, why=why, fix=fix)


def _outside(ranges: Sequence[Range]) -> Iterator[Finding]:
    """Ranges that go beyond those of the guide."""
    for row in ranges:
        if row.values:
            continue
        guide = proposed(row.name)
        if float(row.low) < float(guide.low) or float(row.high) > float(guide.high):
            yield Finding(
                "warning",
                "sweep-range",
                f"{row.name} {row.low}..{row.high} goes beyond {guide.low}..{guide.high}",
                why="that is the range which the algorithm's guide recommends for tuning",
                fix=f"stay within {guide.low}..{guide.high}, unless you know that more works",
            )


def _example() -> str:
    return f"learning_rate {proposed('learning_rate').text}"
