"""What `export` makes of runs, and how it gets to its place: written beside it, and moved there when it is whole."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Literal, TextIO

from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.job.metrics import MetricPoint
    from core.recording import Privacy, Run

    Private = Callable[[Run], Privacy]

Form = Literal["tsrun", "csv", "json", "svg", "png", "html"]
FORMS: tuple[Form, ...] = ("tsrun", "csv", "json", "svg", "png", "html")
PICTURES = ("svg", "png")
_TEXT = ("csv", "json", "html")


def form_of(output: Path, given: Form | None) -> Form:
    """What to make of a file of that name.

    Raises:
        UsageError: neither the name nor an option says it, or it cannot go to standard output.
    """
    stdout = str(output) == "-"
    ending = output.suffix.lower().removeprefix(".")
    form = given or (ending if ending in FORMS and not stdout else None)
    if form is None:
        what = (
            "what to write to standard output is not said"
            if stdout
            else f"cannot tell what {output} shall be"
        )
        fix = f"say it: --as {' or '.join(_TEXT)}" if stdout else f"end the name in .{', .'.join(FORMS)}"
        raise UsageError(what, fix=fix)
    if stdout and form not in _TEXT:
        raise UsageError(f"a .{form} file is not for standard output", fix=f"name a file: -o run.{form}")
    return form


def put(
    runs: Sequence[Run], form: Form, output: Path, private: Private, *, metric: str | None = None
) -> None:
    """Make the file.

    Args:
        runs: one; several only for a report.
        form: what it shall be.
        output: where to; ``-`` is standard output.
        private: what is masked of a run.
        metric: of a picture; None: the accuracy.

    Raises:
        UsageError: the runs have nothing of that kind, or the file cannot be written.
    """
    run = runs[0]
    if form == "tsrun":
        _record(run, output, private(run))
    elif form == "html":
        from core.report import page

        text = page(runs, [private(run) for run in runs], now=time.time())
        with _text(output) as stream:
            stream.write(text)
    else:
        _points(run, form, output, metric)


def _record(run: Run, output: Path, privacy: Privacy) -> None:
    from cli.output import number_of, say
    from core.recording import write

    with _beside(output) as part, _written(part) as stream:
        written = write(stream, run, privacy, now=time.time())
    say(
        f"{output}: {number_of(written.states, 'state')}, {number_of(written.lines, 'log line')}, "
        f"{number_of(written.points, 'point')}; trainscope replay plays it"
    )


def _points(run: Run, form: Form, output: Path, metric: str | None) -> None:
    from cli.metrics import no_metrics, write_csv
    from cli.output import to_json
    from core.job.metrics import only_stream_unnamed

    if run.state.transform is not None:
        raise no_metrics(run.key.name)
    points = only_stream_unnamed(run.points)
    if form in PICTURES:
        _draw(run, points, output, metric)
        return
    with _text(output) as stream:
        if form == "csv":
            write_csv(points, stream)
        else:
            stream.write(f"{to_json([point.as_json() for point in points])}\n")


def _draw(run: Run, points: Sequence[MetricPoint], output: Path, metric: str | None) -> None:
    from cli.charts import curves_of, curves_of_metric, save_picture
    from cli.metrics import NOTHING
    from core.text import clean

    curves = curves_of(points, ascii_only=False) if metric is None else curves_of_metric(points, metric)
    if not curves:
        raise UsageError(NOTHING, fix="export it again once an epoch has ended")
    with _beside(output) as part:
        measure = "accuracy" if metric is None else curves[-1].name
        save_picture(curves, part, title=clean(run.key.name), measure=measure)


@contextmanager
def _text(output: Path) -> Iterator[TextIO]:
    """Standard output, or a file that takes its place when it is whole."""
    if str(output) == "-":
        yield sys.stdout
        return
    with _beside(output) as part, _written(part) as stream:
        import io

        text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
        yield text
        text.flush()
        text.detach()


@contextmanager
def _written(part: Path) -> Iterator[BinaryIO]:
    with part.open("xb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """A place beside the file for what will be it, with the same ending; the file is replaced at the end of the block.

    Raises:
        UsageError: it cannot be written there.
    """
    part = output.with_name(f".{output.stem}.{os.urandom(4).hex()}.part{output.suffix}")
    try:
        try:
            yield part
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot write {output}",
            why=error.strerror or str(error),
            fix="name a file in a folder that exists and can be written to",
        ) from error
