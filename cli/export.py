"""The command `export`: a run taken out of the run book into a file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.context import App, common
from cli.exporting import FORMS, PICTURES
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.exporting import Form
    from core.recording import Run


@click.command()
@click.argument("jobs", nargs=-1, metavar="[JOB]...")
@click.option(
    "--log-file",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="F",
    help="A log file instead of a job; - is stdin.",
)
@click.option(
    "-o",
    "output",
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Where to; - is stdout.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMS),
    help="What to make; else the ending of FILE says it.",
)
@click.option(
    "--metric", metavar="NAME", help="With .svg and .png: the curve of this metric instead of the accuracy."
)
@click.option(
    "--anonymous",
    is_flag=True,
    help="Mask account numbers, names of buckets and of roles, as secrets always are.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@common
def export(
    app: App,
    jobs: tuple[str, ...],
    log_file: Path | None,
    output: Path,
    form: Form | None,
    metric: str | None,
    anonymous: bool,
    force: bool,
) -> int | None:
    """Take a run out into FILE. What FILE becomes is told by its ending.

    \b
    .tsrun        the run itself, to be played again: trainscope replay FILE
    .csv .json    its points, as metrics gives them
    .svg .png     its curve, as chart draws it (extra plots)
    .html         a report of one run, or a comparison of several: one page, no scripts, nothing loaded
    """
    from cli.exporting import form_of, put
    from core.recording import Privacy

    kind = form_of(output, form)
    if bool(jobs) == (log_file is not None):
        raise UsageError("name a job or a log file, one of them", fix="trainscope jobs lists the jobs")
    if len(jobs) > 1 and kind != "html":
        raise UsageError(
            f"several runs cannot be one .{kind} file",
            fix="export them one by one, or compare them: -o FILE.html",
        )
    if metric is not None and kind not in PICTURES:
        raise UsageError(
            f"--metric is for pictures: a .{kind} file has all metrics",
            fix="leave it out, or end FILE in .svg or .png",
        )
    if str(output) != "-" and output.exists() and not force:
        raise UsageError(f"{output} exists already", fix="choose another name, or replace it with --force")
    runs, codes = [], []
    for run, code in _runs(app, jobs) if log_file is None else _of_log(log_file):
        runs.append(run)
        codes.append(code)
    put(runs, kind, output, lambda run: Privacy.here(anonymous=anonymous, state=run.state), metric=metric)
    return max(codes, default=0) or None


def _runs(app: App, names: Sequence[str]) -> Iterator[tuple[Run, int]]:
    """The run of each job, after a look for what is new, and the exit code if that was not to be had."""
    from cli.attach import engine_of, find_job
    from cli.news import newest
    from core.recording import of_book

    for name in dict.fromkeys(names):
        record = find_job(app, name)
        update = newest(app, record, engine_of(app, record))
        run = of_book(app.book, app.book.job(update.job_id), time.time())
        yield run, update.trouble.exit_code if update.trouble else 0


def _of_log(file: Path) -> Iterator[tuple[Run, int]]:
    """The run that a log file tells of; standard input is kept until it is written, since it is gone through twice."""
    import sys
    import tempfile
    from shutil import copyfileobj

    from core.recording import of_log

    now = time.time()
    if str(file) == "-":
        kept = click.get_current_context().with_resource(tempfile.TemporaryFile())  # noqa: SIM115
        copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        yield of_log(kept, "stdin", now), 0
        return
    try:
        stream = click.get_current_context().with_resource(file.open("rb"))
        fallback = file.stat().st_mtime
    except OSError as error:
        raise UsageError(
            f"cannot read {file}",
            why=error.strerror or str(error),
            fix="name a log file, or - for standard input",
        ) from error
    yield of_log(stream, file.stem, fallback), 0
