"""The command `results`: the answers of a batch transform, and how right they are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.answeroptions import answer_options
from cli.context import App, common, json_option

if TYPE_CHECKING:
    from core.job.status import JobState
    from core.predict.results import Results
    from core.runs import Record

_EXAMPLES = 20


@click.command()
@click.argument("name")
@answer_options
@json_option
@common
def results(app: App, name: str, top: int | None, as_csv: bool, ascii_only: bool) -> int:
    """The answers of the batch transform NAME once it has ended, as predict shows them.

    Of one that failed or was stopped these are the answers that were given by then. Exit code 1: a photo has no answer.
    """
    from cli.answerview import bar_of, form_of, sink_of
    from cli.output import print_findings
    from cli.scoreview import print_verdict

    form = form_of(app, as_csv=as_csv)
    found = _read(app, name)
    bar = bar_of(ascii_only=ascii_only)
    questions = [answer.question for answer in found.answers]
    sink = sink_of(form, found.model.classes, questions, top=top, bar=bar)
    for answer in found.answers:
        sink.add(answer)
    sink.close()
    if form == "text":
        predictions = [answer.prediction for answer in found.answers]
        print_verdict(app.book, found.model, predictions, top=top, bar=bar, as_trained=False, how="")
    findings = [finding for answer in found.answers for finding in answer.findings]
    print_findings(findings, stream=sys.stderr, examples=_EXAMPLES)
    return 0 if found.answered == found.photos else 1


def _read(app: App, name: str) -> Results:
    """The answers, with a word on stderr if they are not all that were to be given."""
    from cli.attach import engine_of, find_job
    from cli.interrupt import cancelled_by_ctrl_c
    from cli.news import newest
    from core.predict import results

    record = find_job(app, name)
    engine = engine_of(app, record)
    state = newest(app, record, engine).state
    with cancelled_by_ctrl_c() as cancel:
        found = results.results(record, state, engine, app.book, cancel)
    _say_ended(record, state, found)
    return found


def _say_ended(record: Record, state: JobState | None, found: Results) -> None:
    from cli.output import say
    from core.job.status import Status

    if state is None or state.status is Status.COMPLETED:
        return
    why = f": {state.failure_reason}" if state.failure_reason else ""
    say(f"trainscope: {record.key.name} is {state.status.value}{why}")
    say(f"  {found.answered:,} of {found.photos:,} photos were answered by then")
