"""The command `sweep`: many jobs over ranges of hyperparameters, checked, reviewed and started."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option
from cli.launch import from_earlier, parse_sets
from cli.waiting import notify_option, require_wait
from core.engine.sweeping import STRATEGIES
from core.errors import UsageError

if TYPE_CHECKING:
    from core.engine.sweeping import Strategy
    from core.sweep.ranges import Range
    from core.sweeping import SweepDraft


@click.command()
@click.option(
    "--range",
    "ranges",
    multiple=True,
    metavar="NAME=RANGE",
    help="What is tried: 0.001..0.1, '0.001..0.1 log' or sgd,adam; NAME alone: the guide's range. May be repeated.",
)
@click.option("--jobs", "jobs", type=click.IntRange(min=1), metavar="N", help="Jobs at most (sweep.jobs).")
@click.option(
    "--parallel", type=click.IntRange(min=1), metavar="N", help="How many at a time (sweep.parallel)."
)
@click.option(
    "--strategy",
    type=click.Choice(STRATEGIES, case_sensitive=False),
    help="How values are chosen (sweep.strategy).",
)
@click.option(
    "--early-stopping", is_flag=True, help="Stop jobs that will not be better (sweep.early_stopping)."
)
@click.option("--set", "sets", multiple=True, metavar="NAME=VALUE", help="A hyperparameter of all jobs.")
@click.option("--name", metavar="NAME", help="The sweep's name, at most 32 characters; else one is made.")
@click.option("--from", "source", metavar="JOB", help="Start from the hyperparameters of an earlier job.")
@click.option(
    "--resume", metavar="NAME", help="Go on with a start that was interrupted, as it was agreed to."
)
@click.option("--dry-run", is_flag=True, help="Print the exact request as JSON; start nothing.")
@click.option("--wait", is_flag=True, help="Then follow the sweep to its end, as sweeps NAME --wait does.")
@notify_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@common
def sweep(
    app: App,
    ranges: tuple[str, ...],
    jobs: int | None,
    parallel: int | None,
    strategy: Strategy | None,
    early_stopping: bool,
    sets: tuple[str, ...],
    name: str | None,
    source: str | None,
    resume: str | None,
    dry_run: bool,
    wait: bool,
    notify: bool,
    yes: bool,
) -> int:
    """Start many jobs over ranges of hyperparameters, to find the best validation:accuracy.

    Without --range what section sweep of the configuration names is tried, else learning_rate over the range of the
    algorithm's guide. The checks of a job are made at both ends of each range. The review, with what all jobs together
    cost at most, goes to stderr, and at a terminal it is asked whether to go. Without a terminal a sweep that costs
    nothing starts at once; one that costs money needs --yes. Prints the sweep's name; sweeps NAME shows its jobs, and
    stop NAME stops them.
    """
    from cli.sweeping import agreed, done, gone_on, print_sweep_request, started

    require_wait(wait=wait, notify=notify)
    if not dry_run:
        app.require_write("start a sweep")
    if resume is not None:
        if ranges or sets or name or source or dry_run or jobs or parallel or strategy or early_stopping:
            raise UsageError(
                "--resume goes on with a sweep as it was agreed to",
                fix="leave out all other options but --wait and --notify; to change something, start it anew",
            )
        record, engine = gone_on(app, resume)
        return done(app, record, engine, wait=wait, notify=notify)
    app = app.override(
        {
            **parse_sets(sets),
            **{
                f"sweep.{key}": value
                for key, value in (
                    ("jobs", jobs),
                    ("parallel", parallel),
                    ("strategy", strategy),
                    ("early_stopping", early_stopping or None),
                )
                if value is not None
            },
        }
    )
    given = dict(app.settings.hyperparameters)
    if source is not None:
        names = [text.partition("=")[0].strip() for text in sets]
        app, given = from_earlier(app, source, set_names=names)
    draft = _checked(app, parse_ranges(app, ranges), given, name)
    if dry_run:
        return print_sweep_request(app, draft)
    found = agreed(app, draft, ask=not yes)
    return done(app, started(app, draft, found), app.engine, wait=wait, notify=notify)


def parse_ranges(app: App, ranges: tuple[str, ...]) -> tuple[Range, ...]:
    """``NAME=RANGE`` words as ranges; without any, those of the configuration.

    Raises:
        UsageError: with a sentence.
    """
    from core.sweeping import ranges_of

    texts: dict[str, str] = {}
    for text in ranges:
        name, _, value = text.partition("=")
        if name.strip() in texts:
            raise UsageError(f"--range {name.strip()} is given twice", fix="give each hyperparameter once")
        texts[name.strip()] = value
    try:
        return ranges_of(texts or app.settings.sweep.ranges)
    except ValueError as error:
        raise UsageError(str(error), fix="write it like --range learning_rate=0.001..0.1") from error


def _checked(app: App, ranges: tuple[Range, ...], given: dict[str, str], name: str | None) -> SweepDraft:
    """The draft, with what was found in every photo."""
    from cli.output import say
    from core.dataset.check import check
    from core.source import load
    from core.sweeping import prepare

    wanted = app.settings.sweep
    dataset = load(app.settings.dataset, app.settings.sagemaker)
    draft = prepare(
        app.settings,
        dataset,
        ranges=ranges,
        jobs=wanted.jobs,
        parallel=wanted.parallel,
        strategy=wanted.strategy,
        early_stopping=wanted.early_stopping,
        name=name,
        given=given,
    )
    if sys.stderr.isatty():
        say(f"checking {dataset.images:,} photos …")
    return draft.with_findings(check(dataset, draft.sweep.job.hyperparameters, quick=False))
