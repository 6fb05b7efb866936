"""The time left, as it was foreseen in the real logs that have times, beside what came; and what foreseeing costs.

After each epoch but the last the estimate of the time until the last one in the log is compared with the truth. A log
that was cut off (16, 28) or stopped early (05) is judged by the epochs it has. The times in the logs have whole
seconds: where only a few are left, as in 07 and 08, the truth itself is not known better than by a fifth.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Row, best_of, show
from core.foresight.foresee import foresee
from core.job.cost import STORING_SECONDS
from core.job.logfacts import LogFacts
from core.job.metrics import MetricPoint
from core.job.status import JobState, Stage, Status
from tests.core.job.replays import judge

if TYPE_CHECKING:
    from tests.core.job.replays import Judged

LOGS = Path(__file__).resolve().parents[2] / "shared" / "data" / "logs"
TENTH = 0.1
POINTS = 10_000
BUDGET = 40.0
"""Of a pass over the points: seven curves are made of them, sorted and judged."""
_DOWNLOADING = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) Downloading -")
_BILLED = re.compile(r"Billable seconds: (\d+)")


def billed_error(path: Path, look: Judged) -> float | None:
    """By which part the bill that was foreseen differs from the real one; None where the log does not tell it."""
    text = path.read_text("utf-8")
    start, billed = _DOWNLOADING.search(text), _BILLED.search(text)
    if start is None or billed is None or look.cut:
        return None
    began = datetime.fromisoformat(start[1]).replace(tzinfo=UTC).timestamp()
    return (look.time - began + look.estimate + STORING_SECONDS) / int(billed[1]) - 1


def table(logs: dict[Path, list[Judged]]) -> None:
    """A line per log: the time left after one, two and half of the epochs, and the bill as foreseen after two."""
    print("     log                          left   after 1   after 2   margin    half   of all   bill")
    for path, looks in logs.items():
        one, two, half = looks[0], looks[1], looks[len(looks) // 2]
        whole = two.truth + two.elapsed
        bill = billed_error(path, two)
        margin = (two.high - two.low) / 2 / two.estimate
        print(
            f"     {path.stem[:28]:<28} {two.truth:4.0f} s  {one.error:+7.1%}  {two.error:+7.1%}  {margin:6.1%}"
            f"  {half.error:+6.1%}  {(two.estimate - two.truth) / whole:+6.1%}  "
            f"{'' if bill is None else f'{bill:+6.1%}'}".rstrip()
        )


def many_points() -> list[MetricPoint]:
    """Points of 2,500 epochs of one host."""
    curves = (
        ("train:accuracy", 0.9),
        ("validation:accuracy", 0.8),
        ("train:epoch_seconds", 55.0),
        ("train:throughput", 170.0),
    )
    return [
        MetricPoint(
            name, epoch, value + 0.01 * (epoch % 7), "j/algo-1-1764000000", 1_764_000_000.0 + 60 * epoch
        )
        for epoch in range(POINTS // len(curves))
        for name, value in curves
    ]


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    logs = {path: judge(path) for path in sorted(LOGS.glob("[0-9]*.log"))}
    logs = {path: looks for path, looks in logs.items() if len(looks) > 1}
    if not logs:
        print(f"skip eta: there are no logs in {LOGS}")
        return True
    table(logs)
    off = sum(abs(looks[1].error) > TENTH for looks in logs.values())
    every = [look for looks in logs.values() for look in looks]
    missed = sum(not look.held for look in every)
    kept = show(
        Row("real logs whose time left is off by more than a tenth after two epochs",
            f"one of ten of {len(logs)}", len(logs) * TENTH, off, 1.0, "logs")
    )  # fmt: skip
    kept &= show(
        Row("looks at these logs whose truth lies outside the margin", f"one of ten of {len(every)}",
            len(every) * TENTH, missed, 1.0, "looks")
    )  # fmt: skip
    points = many_points()
    state = JobState(Status.IN_PROGRESS, Stage.TRAINING, training_started=1_764_000_000.0)
    facts = LogFacts(epochs=5000, began=1_764_000_000.0)
    floor = best_of(15, lambda: {(point.name, point.epoch): point.value for point in points})
    ours = best_of(15, lambda: foresee(state, facts, points, points[-1].time or 0.0, ceiling=5.0))
    return kept & show(Row(f"foreseeing with {POINTS:,} points", "one pass over them", floor, ours, BUDGET))


if __name__ == "__main__":
    sys.exit(not run())
