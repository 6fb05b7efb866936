"""How long an epoch takes, from the points so far or from the batch lines of the first epoch.

The first epoch is slower than the others (the libraries tune themselves), and the prefix of a line has whole seconds
only. So one epoch is the median of the last few ``Time cost`` values, without the first epoch's as soon as there is
another, and the time between those (validation, checkpoints) is measured over all of them together, interruptions left
out. Before the first epoch ends, the speed of the batch lines is what there is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median, median_low, stdev
from typing import TYPE_CHECKING

from core.job.epochs import LONGEST_EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.job.epochs import Epochs
    from core.job.logfacts import HostFacts, LogFacts

RECENT = 8
"""Epochs that count for the estimate."""

_PAUSE = 10.0
"""Seconds between two epochs beyond three times the usual: the job was interrupted there."""
_SLOW_START = 0.3
"""Of the first epoch, by which the later ones are shorter: 1 to 80 % in the real logs."""
_SLOW_START_SECONDS = 4.0
"""At most: 0.8 to 8 s in the real logs."""
_TOLD_BY_SECONDS = 10.0
"""Seconds of a gap from which on times of whole seconds tell it well."""
_FEW = 4
_OF_MEDIAN = 1.48
"""Standard deviation over the median distance from the middle, of what is spread normally."""
_WHOLE_SECONDS = 0.41
"""Standard deviation of the difference of two times that are cut to whole seconds."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a job goes.

    Args:
        seconds: of one epoch.
        since: when the epoch that runs began, epoch seconds.
        basis: what that rests on, for people.
        count: epochs it was measured over; 0: it was worked out from batch lines.
        spread: standard deviation of an epoch's seconds.
        unsure: standard deviation of `seconds` because of the clock, whatever the epochs were.
    """

    seconds: float
    since: float
    basis: str
    count: int = 0
    spread: float = 0.0
    unsure: float = 0.0


def pace_of(epochs: Epochs, facts: LogFacts, samples: int | None, hosts: int) -> Pace | None:
    """The pace of the job, None while nothing tells.

    Args:
        epochs: the finished ones.
        facts: what the log has said.
        samples: images of one epoch, if known.
        hosts: how many work on it.
    """
    for pace in (
        _from_costs(epochs, facts, samples, hosts),
        _from_ends(epochs),
        _from_batches(facts, samples, hosts),
    ):
        if pace is not None and 0 <= pace.seconds <= LONGEST_EPOCH:
            return pace
    return None


def speed_of(hosts: Sequence[HostFacts], count: int) -> float | None:
    """Samples per second of all hosts together; those of `count` that have not said theirs are taken for average."""
    speeds = [host.speed for host in hosts if host.speed is not None and 0 < host.speed < math.inf]
    total = sum(speeds) * max(1.0, count / len(speeds)) if speeds else 0.0
    return total if 0 < total < math.inf else None


def _from_costs(epochs: Epochs, facts: LogFacts, samples: int | None, hosts: int) -> Pace | None:
    timed = [
        (epoch, cost, said, end)
        for epoch, (cost, said) in sorted(epochs.costs.items())
        if said is not None and (end := epochs.ends.get(epoch)) is not None
    ]
    if not timed:
        return None
    recent = timed[-RECENT:]
    usual = [cost for epoch, cost, _, _ in recent if epoch != timed[0][0]]
    training = median(usual) if usual else _without_start(recent[0][1])
    if not usual and samples and (speed := speed_of([host for host in facts.hosts if host.epoch > 0], hosts)):
        training = min(training, samples / speed)
    ends = [end for _, _, _, end in recent]
    gaps = [late[3] - early[3] - late[1] for early, late in pairwise(recent) if late[0] == early[0] + 1]
    since = epochs.ends[max(epochs.ends)] or ends[-1]
    return _pace(
        training + _between(recent[0][3] - recent[0][2], gaps, ends), since, usual or [training], ends
    )


def _without_start(first: float) -> float:
    """Seconds of an epoch as the first alone tells: the libraries tune themselves in it, which the others need not."""
    return first - min(_SLOW_START * first, _SLOW_START_SECONDS)


def _between(first: float, gaps: Sequence[float], ends: Sequence[float]) -> float:
    """Seconds of an epoch besides its training part, without the pauses of interruptions.

    Args:
        first: from the training part to the end of the first epoch: what comes before the second is not in it.
        gaps: from each end to the next, less the training part.
        ends: of epochs; where they are whole seconds, one gap that is short itself tells little.
    """
    if not gaps or (_are_whole(ends) and median(gaps) < _TOLD_BY_SECONDS):
        gaps = [first, *gaps]
    most = 3 * max(0.0, median_low(gaps)) + _PAUSE
    return max(0.0, fmean(gap for gap in gaps if gap <= most))


def _from_ends(epochs: Epochs) -> Pace | None:
    ends = [(epoch, end) for epoch, end in sorted(epochs.ends.items()) if end is not None][-RECENT:]
    spans = [(late - early) / (after - before) for (before, early), (after, late) in pairwise(ends)]
    return _pace(median(spans), ends[-1][1], spans, [end for _, end in ends]) if spans else None


def _from_batches(facts: LogFacts, samples: int | None, hosts: int) -> Pace | None:
    running = [host for host in facts.hosts if host.batch is not None and host.time is not None]
    speed = speed_of(running, hosts)
    if speed is None or not samples or facts.began is None:
        return None
    newest = max(running, key=lambda host: host.time or 0.0)
    since = facts.began
    if facts.batch_size and newest.speed and newest.time is not None and newest.batch is not None:
        since = newest.time - (newest.batch + 1) * facts.batch_size / newest.speed
    return Pace(samples / speed, since, "speed, without validation")


def _pace(seconds: float, since: float, measured: Sequence[float], ends: Sequence[float]) -> Pace:
    """A pace measured over whole epochs.

    Args:
        seconds: of one epoch.
        since: when the running one began.
        measured: seconds of each, as far as they tell how much epochs differ.
        ends: when they ended: whole seconds tell less.
    """
    count = len(measured)
    of = f"{count} epochs of" if count > 1 else "one epoch of"
    clock = _WHOLE_SECONDS / len(ends) if _are_whole(ends) else 0.0
    return Pace(seconds, since, f"{of} {seconds:.1f} s", len(ends), _spread(measured), clock)


def _spread(measured: Sequence[float]) -> float:
    """Standard deviation of an epoch; a single one that is far off does not count for much."""
    if len(measured) < _FEW:
        return stdev(measured) if len(measured) > 1 else 0.0
    usual = median(measured)
    return _OF_MEDIAN * median(abs(seconds - usual) for seconds in measured)


def _are_whole(times: Iterable[float]) -> bool:
    """Whether the times are cut to whole seconds, as the prefixes of a bare log are."""
    return all(time % 1 == 0 for time in times)
