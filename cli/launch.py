"""The command `launch`: check, review, start."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option
from cli.sethelp import SetsHyperparameters
from core.errors import Cancelled, UsageError

if TYPE_CHECKING:
    from core.dataset.model import DataSet
    from core.launch import Draft


@click.command(cls=SetsHyperparameters)
@click.option("--set", "sets", multiple=True, metavar="NAME=VALUE", help="A hyperparameter; may be repeated.")
@click.option("--name", metavar="NAME", help="The job's name; else one is made.")
@click.option("--from", "source", metavar="JOB", help="Start from the hyperparameters of an earlier job.")
@click.option("--dry-run", is_flag=True, help="Print the exact request as JSON; start nothing.")
@click.option("--wait", is_flag=True, help="Then follow the job to its end, as watch does.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@common
def launch(
    app: App,
    sets: tuple[str, ...],
    name: str | None,
    source: str | None,
    dry_run: bool,
    wait: bool,
    yes: bool,
) -> int:
    """Check the data set and the hyperparameters, show what will be sent, and start a job.

    Every photo is read first: findings of level error block a launch, warnings do not. The review goes to stderr, and
    at a terminal it is asked whether to go. Without a terminal a job that costs nothing starts at once; one that
    costs money needs --yes. Prints the job's name.
    """
    if not dry_run:
        app.require_write("launch a job")
    app = app.override(parse_sets(sets))
    given = dict(app.settings.hyperparameters)
    if source is not None:
        app, given = _from_earlier(app, source, set_names=[text.partition("=")[0].strip() for text in sets])
    draft = _checked(app, given, name)
    if dry_run:
        return _print_request(app, draft)
    _review(app, draft, ask=not yes)
    return _start(app, draft, wait=wait)


def parse_sets(sets: tuple[str, ...]) -> dict[str, object]:
    """``NAME=VALUE`` words as settings by dotted key; an empty value takes the hyperparameter out.

    Raises:
        UsageError: a word without ``=``. Names and values are judged by the configuration.
    """
    found: dict[str, object] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--set {text!r} is not NAME=VALUE", fix="write it like --set epochs=20")
        found[f"hyperparameters.{name.strip()}"] = value.strip()
    return found


def _from_earlier(app: App, source: str, *, set_names: list[str]) -> tuple[App, dict[str, str]]:
    """The earlier job's hyperparameters under those of ``--set``; its data set where none is configured."""
    from cli.attach import find_job
    from core.launch import given_from

    record = find_job(app, source)
    given = given_from(record)
    for name in set_names:
        value = app.settings.hyperparameters.get(name)
        if value is None:
            given.pop(name, None)
        else:
            given[name] = value
    root = (record.spec or {}).get("dataset")
    if app.settings.dataset.path is None and root is not None:
        app = app.override({"dataset.path": root})
    return app, given


def _checked(app: App, given: dict[str, str], name: str | None) -> Draft:
    """The draft, with what was found in every photo."""
    from cli.output import say
    from core.dataset.check import check
    from core.dataset.load import load
    from core.launch import prepare

    dataset = load(app.settings.dataset)
    draft = prepare(app.settings, dataset, name=name, given=given)
    if sys.stderr.isatty():
        say(f"checking {dataset.images:,} photos …")
    return draft.with_findings(check(dataset, draft.spec.hyperparameters, quick=False))


def _print_request(app: App, draft: Draft) -> int:
    """The engine's request on stdout, the findings on stderr; 1 if a launch would be refused."""
    from cli.output import emit_json, print_findings
    from core.finding import has_errors
    from core.launch import review

    found = review(draft, app.engine)
    print_findings(found.findings, stream=sys.stderr)
    emit_json(found.request, indent=None if app.as_json else 2)
    return 1 if has_errors(found.findings) else 0


def _review(app: App, draft: Draft, *, ask: bool) -> None:
    """Show the review on stderr and, at a terminal, wait for a yes.

    Raises:
        Cancelled: the answer was no.
        UsageError: nobody can answer, and the job would cost money.
    """
    from cli.output import print_findings, say
    from core.finding import has_errors
    from core.launch import price_words, review

    found = review(draft, app.engine)
    if has_errors(found.findings):
        return  # the launch is refused, and the error shows the findings
    print_findings(found.findings, stream=sys.stderr)
    at = app.engine.capabilities
    for line in _review_lines(draft.spec.dataset, draft, f"{at.place}, {price_words(found, app.engine)}"):
        say(line)
    for note in found.notes:
        say(f"  {note}")
    if not ask:
        return
    if sys.stdin.isatty():
        if not click.confirm("Launch it?", default=True, err=True):
            raise Cancelled("not launched")
    elif at.costs:
        raise UsageError("not launched: the job costs money, and nobody is here to say yes", fix="add --yes")


def _review_lines(dataset: DataSet, draft: Draft, place: str) -> list[str]:
    from core.text import clean_path

    classes = f"{len(dataset.classes)} classes"
    counts = f"train {len(dataset.train):,} · validation {len(dataset.validation):,}"
    lines = [
        f"job          {draft.spec.name} on {place}",
        f"data set     {clean_path(dataset.root)} · {classes} · {counts}",
    ]
    label = "to be sent   "
    for name, value in draft.spec.hyperparameters.items():
        lines.append(f"{label}{name} {value}")
        label = " " * len(label)
    return lines


def _start(app: App, draft: Draft, *, wait: bool) -> int:
    from cli.output import emit_json, out, say
    from core.launch import start

    record = start(draft, app.engine, app.book)
    if wait:
        from cli.follow import watch_job

        say(f"started {record.key.name}; interrupting ends the watching, never the job")
        return watch_job(app, record)
    if app.as_json:
        emit_json({"name": record.key.name, "engine": record.key.engine})
    else:
        out(record.key.name)
    return 0
