"""The table of a comparison: what came of each run, and the values in which they differ. Text for people, cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.chartview.metrics import choices, number
from core.compare.differing import circumstances, hyperparameters
from core.job.cost import is_free
from core.times import duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.compare.run import Run, Value

NOTHING = "–"


class Row(NamedTuple):
    """A line of the table: what it is about, and a cell per run."""

    name: str
    cells: tuple[str, ...]


def metrics(runs: Sequence[Run]) -> tuple[str, ...]:
    """The metrics that any of the runs has, what they are judged by first."""
    return choices([point for run in runs for point in run.points])


def results(runs: Sequence[Run], metric: str, now: float) -> list[Row]:
    """What came of the runs, or has come of them so far.

    Args:
        runs: in the order of the cells.
        metric: whose best and last values are shown.
        now: epoch seconds.
    """
    best = [run.best(metric) for run in runs]
    rows = [
        Row("status", tuple(run.stage for run in runs)),
        Row("best", tuple(_value(value) for value in best)),
        Row("at epoch", tuple(NOTHING if value is None else str(value.epoch) for value in best)),
        Row("last", tuple(_value(run.last(metric)) for run in runs)),
        Row("epochs", tuple(str(len(run.series(metric))) for run in runs)),
        Row("took", tuple(_took(run, now) for run in runs)),
        Row("cost", tuple(_cost(run, now) for run in runs)),
    ]
    broken = [len(run.broken(metric)) for run in runs]
    if any(broken):
        rows.insert(5, Row("not a number", tuple(str(count) if count else NOTHING for count in broken)))
    return rows if any(best) else [row for row in rows if row.name not in ("best", "at epoch")]


def differences(runs: Sequence[Run]) -> list[Row]:
    """What is not the same for all runs, hyperparameters last."""
    return [Row(found.name, found.cells()) for found in (*circumstances(runs), *hyperparameters(runs))]


def notes(runs: Sequence[Run]) -> list[str]:
    """Sentences about runs of which little is known, and about what the table leaves out."""
    unheard = [run.name for run in runs if run.values is None]
    pointless = [run.name for run in runs if not run.points and run.name not in unheard]
    told = []
    if unheard:
        told.append(f"Nothing is known yet of {_listed(unheard)}: nobody has attached to it.")
    if pointless:
        told.append(f"No epoch is known of {_listed(pointless)}.")
    if any(any(found.left_out) for found in hyperparameters(runs)):
        told.append("A value in brackets was left out: it is the documented default.")
    return told


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _value(value: Value | None) -> str:
    return NOTHING if value is None else number(value.value)


def _took(run: Run, now: float) -> str:
    """Whole minutes while it runs: a clock that moves costs bytes."""
    seconds = run.seconds(now)
    if seconds is None:
        return NOTHING
    return f"{seconds // 60:.0f} min" if run.running else duration(seconds)


def _cost(run: Run, now: float) -> str:
    cost = run.cost(now)
    if cost is None:
        return NOTHING
    return "free" if is_free(run.record.key) else f"${cost:,.2f}"
