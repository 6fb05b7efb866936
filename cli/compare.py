"""The command `compare`: the curves of several runs, what came of them, and the values in which they differ."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.compare.run import Run
    from core.runs import Record

_LINES = 20
_WIDEST = 120
_ASCII = str.maketrans("–×", "-x")


@click.command()
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...")
@click.option("--metric", metavar="NAME", help="Compare by this metric instead of validation:accuracy.")
@click.option("--baseline", is_flag=True, help="Add the newest run on this machine on the same data.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Plain ASCII characters only.")
@json_option
@common
def compare(
    app: App, jobs: tuple[str, ...], metric: str | None, baseline: bool, ascii_only: bool
) -> int | None:
    """Compare 2 to 8 JOBs: their curves, what came of them, and what differs."""
    from cli.attach import find_job
    from cli.output import emit_json
    from core.compare.run import require_comparable

    records = [find_job(app, name) for name in jobs]
    local = [_baseline(app, records)] if baseline else []
    require_comparable(records, baseline=baseline)
    runs, code = _newest_runs(app, [*records, *local])
    chosen = _metric(runs, metric)
    letters = _letters(records, len(local))
    if app.as_json:
        emit_json(_as_json(runs, letters, chosen))
    else:
        _print(runs, letters, chosen, ascii_only=ascii_only)
    return code


def _baseline(app: App, records: Sequence[Record]) -> Record:
    from core.compare.baseline import baseline_of
    from core.errors import UsageError

    found = baseline_of(records, app.book.jobs())
    if found is None:
        raise UsageError(
            "there is no baseline to compare with",
            why="no other run on this machine is known on the data of a run that ran elsewhere",
            fix="train one with: trainscope launch --engine local, or leave out --baseline",
        )
    return found.record


def _newest_runs(app: App, records: Sequence[Record]) -> tuple[list[Run], int | None]:
    """The runs after a look for what is new, and the exit code if that failed for one of them."""
    from cli.attach import engine_of
    from cli.news import newest
    from core.compare.run import read_run

    runs, code = [], None
    for record in records:
        update = newest(app, record, engine_of(app, record))
        code = update.trouble.exit_code if update.trouble else code
        runs.append(read_run(app.book, update.job_id))
    return runs, code


def _metric(runs: Sequence[Run], wanted: str | None) -> str:
    from core.compare.table import metrics
    from core.errors import UsageError
    from core.job.metrics import VALIDATION_ACCURACY
    from core.nearest import did_you_mean
    from core.text import clean

    known = metrics(runs)
    if wanted is not None and wanted not in known:
        raise UsageError(
            f"none of these runs has a metric {clean(wanted)!r}{did_you_mean(wanted, known)}",
            fix=f"name one of {', '.join(map(clean, known))}",
        )
    return wanted or next(iter(known), VALIDATION_ACCURACY)


def _letters(records: Sequence[Record], baselines: int) -> list[str]:
    """Each run's letter: older runs choose first."""
    from core.compare.slots import BASELINE, LETTERS, slots

    found = slots(record.key for record in sorted(records, key=lambda record: record.created))
    return [*(LETTERS[found[record.key]] for record in records), *[BASELINE] * baselines]


def _print(runs: Sequence[Run], letters: Sequence[str], metric: str, *, ascii_only: bool) -> None:
    from cli.charts import Curve, text_chart
    from cli.output import out, say, table
    from core.chartview.metrics import title
    from core.compare.table import differences, notes, results

    ascii_only = ascii_only or (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    letters = [letter if letter.isascii() or not ascii_only else "." for letter in letters]
    out(title(metric))
    curves = [
        Curve(run.name, letter, run.drawable(metric)) for run, letter in zip(runs, letters, strict=True)
    ]
    drawn = [curve for curve in reversed(curves) if curve.points]
    if drawn:
        width = min(shutil.get_terminal_size().columns, _WIDEST)
        for line in text_chart(drawn, width=width, height=_LINES, ascii_only=ascii_only):
            out(line)
    else:
        say("no epoch of these runs is known yet: nothing to draw")
    for run, letter in zip(runs, letters, strict=True):
        out(f"{letter}  {run.name}")
    rows = [*results(runs, metric, time.time()), *differences(runs)]
    out()
    plain = _ASCII if ascii_only else {}
    cells = [[cell.translate(plain) for cell in (row.name, *row.cells)] for row in rows]
    table(cells, ("", *letters), right=range(1, len(runs) + 1))
    for sentence in notes(runs):
        say(sentence)


def _as_json(runs: Sequence[Run], letters: Sequence[str], metric: str) -> dict[str, object]:
    from core.compare.differing import circumstances, hyperparameters

    differing = (*circumstances(runs), *hyperparameters(runs))
    return {
        "metric": metric,
        "runs": [_run_json(run, letter, metric) for run, letter in zip(runs, letters, strict=True)],
        "differs": {found.name: list(found.values) for found in differing},
    }


def _run_json(run: Run, letter: str, metric: str) -> dict[str, object]:
    key, now = run.record.key, time.time()
    best, last, seconds, cost = run.best(metric), run.last(metric), run.seconds(now), run.cost(now)
    return {
        "name": key.name,
        "engine": key.engine,
        "account": key.account or None,
        "region": key.region or None,
        "letter": letter if letter.isascii() else None,
        "status": None if run.state is None else run.state.status.value,
        "stage": None if run.state is None else run.state.stage,
        "best": None if best is None else best._asdict(),
        "last": None if last is None else last._asdict(),
        "seconds": None if seconds is None else round(seconds, 1),
        "cost": None if cost is None else round(cost, 4),
        "points": [list(point) for point in run.series(metric)],
    }
