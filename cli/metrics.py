"""The commands `metrics` and `chart`: the points of a job, or of a log file, as data or as a curve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from cli.chartlook import Look, look_of, looks
from cli.context import App, common, json_option
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.job.metrics import MetricPoint
    from core.runs import Record, RunBook

COLUMNS = ("name", "epoch", "value", "stream", "time")
NOTHING = "no epoch with an accuracy yet: nothing to draw"
_LINES = 20
_WIDEST = 120


def source(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command the two ways to name where points come from: JOB, or ``--log-file F``."""
    option = click.option(
        "--log-file",
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="F",
        help="A log file; - is stdin.",
    )
    return click.argument("job", required=False)(option(function))


@click.command()
@source
@click.option("--csv", "as_csv", is_flag=True, help="Answer as comma-separated values.")
@json_option
@common
def metrics(app: App, job: str | None, log_file: Path | None, as_csv: bool) -> int | None:
    """Every metric point of JOB, or of a log file."""
    from cli.output import emit_json, table

    if as_csv and app.as_json:
        raise UsageError("--csv and --json exclude each other", fix="leave out one of them")
    points, code = _points(app, job, log_file)
    rows = [point.as_json() for point in points]
    if app.as_json:
        emit_json(rows)
    elif as_csv:
        write_csv(points, sys.stdout)
    else:
        cells = [["" if row[column] is None else str(row[column]) for column in COLUMNS] for row in rows]
        table(cells, COLUMNS, right=(1, 2))
    return code


@click.command()
@source
@click.option(
    "-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="Draw a picture: .svg or .png."
)
@click.option("--ascii", "ascii_only", is_flag=True, help="Plain ASCII characters only.")
@looks
@common
def chart(
    app: App,
    job: str | None,
    log_file: Path | None,
    output: Path | None,
    ascii_only: bool,
    smooth: float,
    log: bool,
    first: int | None,
    last: int | None,
) -> int | None:
    """The accuracy curve of JOB, or of a log file, as text or as a picture."""
    look = look_of(smooth=smooth, log=log, first=first, last=last)
    if output is not None:
        from cli.charts import require_picture

        require_picture(output)
    points, code = _points(app, job, log_file)
    if output is None:
        _print_curve(points, look, ascii_only=ascii_only)
        return code
    from cli.charts import curves_of, save_picture
    from cli.output import say
    from core.text import clean, clean_path

    curves = look.of(curves_of(points, ascii_only=False))
    if curves:
        title = clean(job) if job else "standard input" if _is_stdin(log_file) else clean_path(log_file or "")
        save_picture(curves, output, title=title, log=log)
    else:
        say(NOTHING)
    return code


def write_csv(points: Iterable[MetricPoint], stream: TextIO) -> None:
    """The points as comma-separated values under a line of headers."""
    import csv

    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for point in points:
        row = point.as_json()
        writer.writerow([row[column] for column in COLUMNS])


def print_chart(book: RunBook, record: Record) -> None:
    """Print the curve of a job as the run book has it; stderr says so if there is none yet."""
    _print_curve([stored.point for stored in book.points(record.id)], Look())


def _print_curve(points: Sequence[MetricPoint], look: Look, *, ascii_only: bool = False) -> None:
    import shutil

    from cli.charts import curves_of, headline, text_chart
    from cli.output import out, say

    ascii_only = ascii_only or (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    curves = curves_of(points, ascii_only=ascii_only)
    drawn = look.of(curves)
    if not drawn:
        say(f"{NOTHING}{look.words(curves)}")
        return
    out(headline(points, curves) + look.words(curves))
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    for line in text_chart(drawn, width=width, height=_LINES, ascii_only=ascii_only, log=look.log):
        out(line)


def _points(app: App, job: str | None, log_file: Path | None) -> tuple[list[MetricPoint], int | None]:
    """The points of whichever source was named, and the exit code if they may not be the newest.

    Raises:
        UsageError: none was named, or both, or the file cannot be read.
    """
    if (job is None) == (log_file is None):
        raise UsageError("name a job or a log file, one of them", fix="trainscope jobs lists the jobs")
    if log_file is not None:
        return _points_of_file(log_file), None
    assert job is not None
    return _points_of_job(app, job)


def _points_of_file(file: Path) -> list[MetricPoint]:
    from core.job.logfile import read_file

    if _is_stdin(file):
        return read_file(sys.stdin.buffer)
    try:
        with file.open("rb") as stream:
            return read_file(stream)
    except OSError as error:
        raise UsageError(
            f"cannot read {file}",
            why=error.strerror or str(error),
            fix="name a log file, or - for standard input",
        ) from error


def _points_of_job(app: App, name: str) -> tuple[list[MetricPoint], int | None]:
    """The points of a job from the run book, after a look for what is new."""
    from cli.attach import engine_of, find_job
    from cli.news import newest
    from core.job.metrics import only_stream_unnamed

    record = find_job(app, name)
    update = newest(app, record, engine_of(app, record))
    if update.state is not None and update.state.transform is not None:
        raise no_metrics(name)
    points = only_stream_unnamed([stored.point for stored in app.book.points(update.job_id)])
    return points, update.trouble.exit_code if update.trouble else None


def no_metrics(name: str) -> UsageError:
    """What is said of a batch transform of which a curve was asked for."""
    from core.transformwords import results_hint

    return UsageError(f"{name} is a batch transform: it has answers, and no metrics", fix=results_hint(name))


def _is_stdin(file: Path | None) -> bool:
    return file is not None and str(file) == "-"
