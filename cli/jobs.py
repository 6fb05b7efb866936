"""The commands `jobs`, `status` and `stop`."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option
from core.engine.base import JobFilter
from core.errors import EngineError, JobNotFound, TrainscopeError, UnknownJob
from core.job.status import Stage, Status
from core.joblist import in_book, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.base import Engine, InstanceMetric
    from core.finding import Finding
    from core.job.metrics import MetricPoint
    from core.joblist import Listed
    from core.runs import Record
    from core.update import Update

_PLAIN = re.compile(r"[a-zA-Z0-9-]{1,63}")
"""An expression that means only itself: the engine can look for it."""


@click.command()
@click.option(
    "--status",
    "wanted",
    callback=lambda _context, _option, given: None if given is None else _status_named(given),
    metavar="STATUS",
    help=f"Only jobs of this status: {', '.join(Status)}.",
)
@click.option("--grep", "expression", metavar="RE", help="Only jobs whose name matches.")
@click.option(
    "--where", metavar="WORDS", help="Only jobs that fit, such as 'optimizer=adam epochs>10 best>0.7 failed'."
)
@json_option
@common
def jobs(app: App, wanted: Status | None, expression: str | None, where: str | None) -> int:
    """All jobs that the run book or the engine knows, newest first."""
    from cli.output import emit_json, table
    from cli.patterns import compile_pattern

    pattern = None if expression is None else compile_pattern(expression)
    plain = "" if expression is None or _PLAIN.fullmatch(expression) is None else expression
    found, code = merged(app, JobFilter(name_contains=plain, status=wanted))
    rows = [row for row in found if pattern is None or pattern.search(row.key.name)]
    if where is not None:
        rows = _searched(app, rows, where)
    if app.as_json:
        emit_json([_as_json(row) for row in rows])
    elif rows:
        from cli.jobview import COLOURS

        table(
            [_cells(row) for row in rows],
            ("NAME", "ENGINE", "STATUS", "STAGE", "CREATED", "TOOK", "BEST"),
            right=(5, 6),
            colours={2: lambda text: COLOURS.get(Status(text)) if text != "-" else None},
        )
    else:
        from cli.output import say

        say("no jobs" if wanted is None and pattern is None and where is None else "no such jobs")
    return code


def _searched(app: App, rows: Sequence[Listed], where: str) -> list[Listed]:
    """The rows that fit the words of ``--where``."""
    from core.jobsearch import hyperparameter_names, parse, search

    records = app.book.jobs()
    return search(rows, records, parse(where, hyperparameter_names(records)), time.time())


def merged(app: App, wanted: JobFilter) -> tuple[list[Listed], int]:
    """Run book and engine together, newest first, and the exit code; an engine without an answer is told on stderr.

    The book forgets here what is older than ``runs.keep_days``: nobody waits for a list of jobs to the millisecond.
    """
    app.book.prune(time.time(), app.settings.runs.keep_days)
    try:
        return listed(app.book, app.engine, job_filter=wanted), 0
    except EngineError as error:
        from cli.output import say

        say(f"trainscope: only what the run book holds: {error}")
        return in_book(app.book, wanted), error.exit_code


def _status_named(given: str) -> Status:
    """The status of that name, in capitals or not."""
    for status in Status:
        if status.value.casefold() == given.casefold():
            return status
    raise click.BadParameter(f"no status {given!r}: choose one of {', '.join(Status)}")


@click.command()
@click.argument("job")
@json_option
@common
def status(app: App, job: str) -> int | None:
    """One look at JOB: stage, epoch, time left, best accuracy, cost."""
    from cli.attach import engine_of, find_job
    from cli.jobview import print_status, status_json
    from cli.news import newest
    from cli.output import emit_json, print_findings

    record = find_job(app, job)
    engine = engine_of(app, record)
    update = newest(app, record, engine)
    points = [stored.point for stored in app.book.points(update.job_id)]
    facts = (record, update.state, update.facts, points, time.time())
    if app.as_json:
        emit_json(status_json(*facts))
    else:
        print_status(*facts, _use(engine, record, update))
        print_findings(_foreseen(app, update, points))
    return update.trouble.exit_code if update.trouble else None


def _foreseen(app: App, update: Update, points: Sequence[MetricPoint]) -> tuple[Finding, ...]:
    """What goes wrong with the job, as of when its log was last read."""
    from core.foresight.foresee import foresee

    ceiling = app.settings.watch.cost_ceiling
    now = update.as_of(time.time())
    return foresee(update.state, update.facts, points, now, ceiling=ceiling).findings


@click.command()
@click.argument("job")
@json_option
@common
def stop(app: App, job: str) -> None:
    """Stop JOB, or a sweep with all its jobs. What has ended already, or is stopping, is no error.

    A launch that was interrupted before there was a job is dropped.
    """
    from cli.attach import engine_of, find_job
    from cli.output import emit_json, out, say
    from core.text import clean
    from core.transformwords import stop_note

    app.require_write("stop a job")
    try:
        record = find_job(app, job)
    except UnknownJob as unknown:
        from cli.sweeping import stop_sweep

        stop_sweep(app, job, unknown)
        return
    engine = engine_of(app, record)
    answer = _stopped(app, engine, record)
    note = stop_note(record, engine.capabilities)
    if answer is Status.STOPPING and note:
        say(note)
    if app.as_json:
        emit_json({"name": record.key.name, "status": answer.value})
    else:
        out(f"{clean(record.key.name)}: {answer.value}")


def _stopped(app: App, engine: Engine, record: Record) -> Status:
    from cli.output import say
    from core.interrupted import is_open
    from core.resume import drop

    try:
        return engine.stop(record.key.name)
    except JobNotFound:
        if not is_open(record):
            raise
        drop(record, app.book, time.time())
        say("the launch was interrupted before there was a job; it is dropped")
        return Status.STOPPED


def _use(engine: Engine, record: Record, update: Update) -> tuple[InstanceMetric, ...]:
    """The use of the hosts of a job that trains; nothing where it cannot be had: it is a nicety."""
    training = update.state is not None and update.state.stage == Stage.TRAINING
    if not training or update.trouble is not None or not engine.capabilities.instance_metrics:
        return ()
    try:
        return engine.instance_metrics(record.key.name)
    except TrainscopeError:
        return ()


def _as_json(row: Listed) -> dict[str, object]:
    from cli.jobview import best_json
    from core.times import iso

    return {
        "name": row.key.name,
        "engine": row.key.engine,
        "account": row.key.account or None,
        "region": row.key.region or None,
        "status": None if row.status is None else row.status.value,
        "stage": row.stage,
        "created": iso(row.created),
        "ended": iso(row.ended),
        "best": best_json(row.best),
    }


def _best(row: Listed) -> str:
    """The best accuracy and its epoch; of a batch transform how many photos are answered."""
    from core.job.answering import answered_words

    if row.transform is not None:
        return answered_words(row.transform) or "-"
    return "-" if row.best is None else f"{row.best.value:.4f} @ {row.best.epoch}"


def _cells(row: Listed) -> tuple[str, ...]:
    from core.times import duration

    created = "-" if row.created is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(row.created))
    took = "-"
    if row.created is not None and (row.ended is not None or row.status == Status.IN_PROGRESS):
        took = duration((time.time() if row.ended is None else row.ended) - row.created)
    return (
        row.key.name,
        " ".join(filter(None, row.key[:1] + row.key[2:3])),
        "-" if row.status is None else row.status.value,
        row.stage or "-",
        created,
        took,
        _best(row),
    )
