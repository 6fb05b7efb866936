"""The command `launch`: check, review, start."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from cli.context import App, common, json_option
from cli.sethelp import SetsHyperparameters
from cli.waiting import notify_option, require_wait
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.base import Review
    from core.launch import Draft


@click.command(cls=SetsHyperparameters)
@click.option("--set", "sets", multiple=True, metavar="NAME=VALUE", help="A hyperparameter; may be repeated.")
@click.option("--name", metavar="NAME", help="The job's name; else one is made.")
@click.option("--from", "source", metavar="JOB", help="Start from the hyperparameters of an earlier job.")
@click.option(
    "--resume", metavar="JOB", help="Go on with a launch that was interrupted, as it was agreed to."
)
@click.option("--dry-run", is_flag=True, help="Print the exact request as JSON; start nothing.")
@click.option("--wait", is_flag=True, help="Then follow the job to its end, as watch does.")
@notify_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@common
def launch(
    app: App,
    sets: tuple[str, ...],
    name: str | None,
    source: str | None,
    resume: str | None,
    dry_run: bool,
    wait: bool,
    notify: bool,
    yes: bool,
) -> int:
    """Check the data set and the hyperparameters, show what will be sent, and start a job.

    Every photo is read first: findings of level error block a launch, warnings do not. The review goes to stderr, and
    at a terminal it is asked whether to go. Without a terminal a job that costs nothing starts at once; one that
    costs money needs --yes. Prints the job's name.

    A launch that was interrupted goes on with --resume, or when its job is watched.
    """
    require_wait(wait=wait, notify=notify)
    if not dry_run:
        app.require_write("launch a job")
    if resume is not None:
        if sets or name or source or dry_run:
            raise UsageError(
                "--resume goes on with a launch as it was agreed to",
                fix="leave out --set, --name, --from and --dry-run; to change something, launch it anew with --from",
            )
        return _resume(app, resume, wait=wait, notify=notify)
    app = app.override(parse_sets(sets))
    given = dict(app.settings.hyperparameters)
    if source is not None:
        app, given = from_earlier(app, source, set_names=[text.partition("=")[0].strip() for text in sets])
    draft = _checked(app, given, name)
    if dry_run:
        return _print_request(app, draft)
    found = _review(app, draft, ask=not yes)
    from cli.launching import done, started

    return done(app, started(app, draft, found), app.engine, wait=wait, notify=notify)


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


def _resume(app: App, name: str, *, wait: bool, notify: bool) -> int:
    from cli.attach import engine_of, find_job
    from cli.launching import done, gone_on

    record = find_job(app, name)
    engine = engine_of(app, record)
    return done(app, gone_on(app, record, engine), engine, wait=wait, notify=notify)


def from_earlier(app: App, source: str, *, set_names: list[str]) -> tuple[App, dict[str, str]]:
    """The earlier job's hyperparameters under those of ``--set``; its data set where none is configured."""
    from cli.attach import engine_of, find_job
    from cli.news import newest
    from cli.output import say
    from core.launch import given_from

    record = find_job(app, source)
    if record.spec is None and record.state is None:
        engine = engine_of(app, record)
        newest(app, record, engine)
        record = app.book.job(record.id)
    earlier = given_from(record)
    given = dict(earlier)
    for name in set_names:
        value = app.settings.hyperparameters.get(name)
        if value is None:
            given.pop(name, None)
        else:
            given[name] = value
    for line in _changes(source, earlier, given):
        say(line)
    if app.settings.dataset.place is None and record.spec is not None:
        app = app.override(_data_of(record.spec))
    return app, given


def _data_of(spec: Mapping[str, Any]) -> dict[str, object]:
    """The earlier job's data set as settings by dotted key: its folder, or its lists, and how they were split."""
    from core.config.dataset_json import as_json, from_json

    data = spec.get("data") or {"path": spec.get("dataset")}
    return {f"dataset.{key}": value for key, value in as_json(from_json(data)).items() if value is not None}


def _changes(source: str, before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The hyperparameters that are not those of the earlier job."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not changed:
        return [f"hyperparameters as of {source}"]
    lines = []
    label = f"changed from {source}   "
    for name in changed:
        lines.append(f"{label}{name} {after.get(name, 'not given')} (was {before.get(name, 'not given')})")
        label = " " * len(label)
    return lines


def _checked(app: App, given: dict[str, str], name: str | None) -> Draft:
    """The draft, with what was found in every photo."""
    from cli.output import say
    from core.dataset.check import check
    from core.launch import prepare
    from core.source import load

    dataset = load(app.settings.dataset, app.settings.sagemaker)
    draft = prepare(app.settings, dataset, name=name, given=given)
    if sys.stderr.isatty():
        say(f"checking {dataset.images:,} photos …")
    return draft.with_findings(check(dataset, draft.spec.hyperparameters, quick=False))


def _print_request(app: App, draft: Draft) -> int:
    """The engine's request on stdout, the findings on stderr; 1 if a launch would be refused."""
    from cli.agreeing import print_request
    from cli.launching import reviewed
    from cli.reviewtext import cost_text

    found = reviewed(app, draft)
    return print_request(app, found.findings, cost_text(found, app.engine), found.request)


def _review(app: App, draft: Draft, *, ask: bool) -> Review:
    """Show the review on stderr and, at a terminal, wait for a yes.

    Raises:
        Cancelled: the answer was no.
        UsageError: nobody can answer, and the job would cost money.
    """
    from cli.agreeing import Words, agree
    from cli.launching import reviewed
    from cli.reviewtext import review_text

    found = reviewed(app, draft)
    costs = "the job costs money" if app.engine.capabilities.costs else ""
    words = Words("Launch it?", "not launched", costs)
    agree(found.findings, review_text(draft, found, app.engine), words, ask=ask)
    return found
