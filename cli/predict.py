"""The command `predict`: an endpoint asked about photos, and how right its answers are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.answeroptions import answer_options
from cli.context import App, common, json_option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.cancel import CancelToken
    from core.engine.hosting import HostingEngine
    from core.errors import EngineUnreachable
    from core.predict.answers import Prediction
    from core.predict.endpoint import Target

_EXAMPLES = 20


@click.command()
@click.argument("endpoint")
@click.argument("photos", metavar="[PHOTO|DIR|-]...", nargs=-1)
@click.option(
    "--files-from",
    metavar="F",
    help="Ask about the files that F names, one in a line or with NUL between; - is stdin.",
)
@click.option(
    "--lst", "list_file", metavar="F.lst", help="Ask about the photos of a list, whose labels are the truth."
)
@click.option("--root", metavar="DIR", help="Folder that the list's paths are relative to.")
@click.option(
    "--as-trained", is_flag=True, help="Cut each photo as training did, and send only that (SageMaker)."
)
@answer_options
@json_option
@common
def predict(
    app: App,
    endpoint: str,
    photos: tuple[str, ...],
    files_from: str | None,
    list_file: str | None,
    root: str | None,
    as_trained: bool,
    top: int | None,
    as_csv: bool,
    ascii_only: bool,
) -> int:
    """Ask ENDPOINT about photos, folders of photos, or the photo on standard input (-).

    Where the truth is known, from a list or from folders that have the names of classes, it shows how right the answers
    are. Exit code 1: a photo could not be asked about.
    """
    from cli.answerview import bar_of, form_of, sink_of
    from cli.asked import Named, asked_about, require_photos
    from cli.interrupt import cancelled_by_ctrl_c
    from cli.output import print_findings
    from cli.scoreview import print_verdict
    from core.errors import TrainscopeError
    from core.finding import has_errors
    from core.predict.many import ask
    from core.predict.question import Asking
    from core.predict.verdict import sight

    form = form_of(app, as_csv=as_csv)
    named = Named(photos, files_from, list_file, root)
    require_photos(named)
    with cancelled_by_ctrl_c() as cancel:
        engine, target = _target(app, endpoint, cancel)
        asking = Asking(
            endpoint,
            target.most_bytes,
            target.several,
            sight(target.model, "--as-trained") if as_trained else None,
        )
        asked = asked_about(named, target, cancel)
        bar = bar_of(ascii_only=ascii_only)
        sink = sink_of(form, target.classes, asked.questions, top=top, bar=bar)
        counter = _counter(form != "text")
        findings = list(asked.findings)
        predictions: list[Prediction] = []
        ended: TrainscopeError | None = None
        try:
            for answer in ask(engine, asking, asked.questions, cancel, _say_trouble):
                predictions.append(answer.prediction)
                findings += answer.findings
                sink.add(answer)
                counter(len(predictions), len(asked.questions), "photos asked about")
        except TrainscopeError as error:
            ended = error
            counter(1, 1, "")
    sink.close()
    if form == "text":
        print_verdict(app.book, target.model, predictions, top=top, bar=bar, as_trained=as_trained)
    print_findings(findings, stream=sys.stderr, examples=_EXAMPLES)
    if ended is not None:
        _say_how_far(predictions, len(asked.questions))
        raise ended
    return 1 if has_errors(findings) else 0


def _counter(is_data: bool) -> Callable[[int, int, str], None]:
    """Says how far it is, unless each answer is seen on the terminal anyway."""
    from cli.dataview import progress

    counter = progress() if is_data or not sys.stdout.isatty() else None
    return counter or (lambda done, total, step: None)


def _target(app: App, name: str, cancel: CancelToken) -> tuple[HostingEngine, Target]:
    """The endpoint, and the engine that it is on: as the run book says, else the one of the settings."""
    from cli.attach import endpoint_in_book, engine_at
    from core.errors import UnknownEndpoint
    from core.predict.endpoint import target

    try:
        record = endpoint_in_book(app, name)
    except UnknownEndpoint as unknown:
        try:
            return app.engine, target(app.engine, name, None, cancel)
        except UnknownEndpoint as error:
            raise (unknown if "did you mean" in unknown.what else error) from error
    engine = engine_at(app, record.key)
    return engine, target(engine, name, record, cancel)


def _say_trouble(trouble: EngineUnreachable | None) -> None:
    from cli.output import say

    say("trainscope: going on" if trouble is None else f"trainscope: trying again: {trouble}")


def _say_how_far(predictions: Sequence[Prediction], asked: int) -> None:
    from cli.output import say

    answered = sum(bool(row.probabilities) for row in predictions)
    say(f"trainscope: {answered:,} of {asked:,} photos were answered by then")
