"""Sweeps as JSON and for people: the list, and one with the table of its jobs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cli.jobview import COLOURS, MARKS
from cli.output import colour, out, table
from core.job.status import Status
from core.sweep.outcome import ranges_in
from core.sweep.words import progress_words, value_words
from core.text import clean
from core.times import duration, iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.sweeping import SweepJob, SweepState
    from core.runs import SweepRecord
    from core.sweep.listing import ListedSweep
    from core.sweep.standing import Row, Standing


def row_json(row: ListedSweep) -> dict[str, object]:
    """A sweep of the list. What is unknown is None."""
    state = row.state
    best = None if state is None or state.best is None or state.best.objective is None else state.best
    return {
        "name": row.key.name,
        "engine": row.key.engine,
        "account": row.key.account or None,
        "region": row.key.region or None,
        "status": None if state is None else state.status.value,
        "jobs": None if state is None else state.jobs,
        "counts": {} if state is None else {name.value: count for name, count in state.counts.items()},
        "best": None if best is None else {"job": best.name, "value": best.objective},
        "created": iso(row.created),
        "ended": None if state is None else iso(state.ended),
    }


def one_json(record: SweepRecord, standing: Standing) -> dict[str, object]:
    """A sweep with its jobs: the facts of the list, what is tried, and a row for each job, the best first."""
    from core.sweep.listing import ListedSweep

    state, best = record.state, standing.best
    saved = record.spec or {}
    return {
        **row_json(ListedSweep(record.key, record.created, state)),
        "counts": {name.value: count for name, count in standing.counts.items()},
        "best": None if best is None else {"job": best.job, "value": best.objective},
        "ranges": {row.name: row.text for row in ranges_in(record)},
        "strategy": (state.strategy if state else None) or saved.get("strategy"),
        "parallel": (state.parallel if state else None) or saved.get("parallel"),
        "cost": None if standing.cost is None else round(standing.cost, 4),
        "failure_reason": None if state is None else state.failure_reason,
        "rows": [_job_json(row) for row in standing.rows],
    }


def _job_json(row: Row) -> dict[str, object]:
    return {
        "rank": row.rank,
        "job": row.job,
        "status": row.status.value,
        "values": dict(row.values),
        "objective": row.objective,
        "epochs": row.epochs,
        "cost": None if row.cost is None else round(row.cost, 4),
    }


def print_list(rows: Sequence[ListedSweep]) -> None:
    """All sweeps on stdout."""
    table(
        [_cells(row) for row in rows],
        ("NAME", "ENGINE", "STATUS", "JOBS", "CREATED", "TOOK", "BEST"),
        right=(5, 6),
        colours={2: _colour},
    )


def print_one(record: SweepRecord, standing: Standing) -> None:
    """A sweep on stdout: a line, then its jobs."""
    state = record.state
    place = " ".join(filter(None, (record.key.engine, record.key.region, record.key.account)))
    out(f"{clean(record.key.name)}  {clean(place)}  {_status_words(state)}")
    for line in _facts(record, standing):
        out(f"  {line}")
    names = [row.name for row in ranges_in(record)] or _names(standing)
    if standing.rows:
        out()
        table(
            [_job_cells(row, names) for row in standing.rows],
            ("#", "JOB", "STATUS", *names, "ACCURACY", "EPOCHS", "COST"),
            right=(0, *range(3, 6 + len(names))),
            colours={2: _colour},
        )
    if standing.best is not None:
        out()
        out(f"best: {clean(standing.best.job)}; deploy it: trainscope deploy {clean(standing.best.job)}")


def news_words(job: SweepJob) -> str:
    """A job that has begun, or how it ended, such as ``flowers-001 Completed, accuracy 0.7500``."""
    values = ", ".join(f"{name} {value_words(value)}" for name, value in job.values.items())
    accuracy = "" if job.objective is None else f", accuracy {job.objective:.4f}"
    return f"{job.name} {job.status.value}{accuracy}{f' ({values})' if values else ''}"


def _facts(record: SweepRecord, standing: Standing) -> list[str]:
    lines = [f"tries {row.name} {row.text}" for row in ranges_in(record)]
    state = record.state
    if state is None:
        return lines
    lines.append(
        f"{progress_words(state)} jobs ended, {state.parallel} at a time, values chosen by {state.strategy}"
    )
    if standing.cost is not None:
        lines.append(f"cost {'' if state.status.terminal else 'so far '}${standing.cost:.2f}")
    if state.failure_reason:
        lines.append(f"reason: {colour(state.failure_reason, 'red')}")
    if state.advice:
        lines.append(f"what to do: {state.advice}")
    return lines


def _names(standing: Standing) -> list[str]:
    return list(dict.fromkeys(name for row in standing.rows for name in row.values))


def _job_cells(row: Row, names: Sequence[str]) -> tuple[str, ...]:
    return (
        "-" if row.rank is None else str(row.rank),
        row.job,
        row.status.value,
        *(value_words(row.values.get(name, "-")) for name in names),
        "-" if row.objective is None else f"{row.objective:.4f}",
        "-" if row.epochs is None else str(row.epochs),
        "-" if row.cost is None else f"${row.cost:.2f}",
    )


def _cells(row: ListedSweep) -> tuple[str, ...]:
    state = row.state
    took, best = "-", "-"
    if state is not None and (state.ended is not None or state.status is Status.IN_PROGRESS):
        took = duration((time.time() if state.ended is None else state.ended) - row.created)
    if state is not None and state.best is not None and state.best.objective is not None:
        best = f"{state.best.objective:.4f}"
    return (
        row.key.name,
        " ".join(filter(None, row.key[:1] + row.key[2:3])),
        "-" if state is None else state.status.value,
        "-" if state is None else progress_words(state),
        time.strftime("%Y-%m-%d %H:%M", time.localtime(row.created)),
        took,
        best,
    )


def _colour(text: str) -> str | None:
    return COLOURS.get(Status(text)) if text != "-" else None


def _status_words(state: SweepState | None) -> str:
    if state is None:
        return "not started"
    return colour(f"{MARKS.get(state.status, '●')} {state.status.value}", COLOURS.get(state.status))
