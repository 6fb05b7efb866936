"""The commands `watch` and `logs`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.attention import Announcer
    from core.engine.hosting import HostingEngine
    from core.runs import Record, StoredLine
    from core.update import Trouble, Update


@click.command()
@click.argument("job")
@click.option("--epochs", "brief", is_flag=True, help="One line per finished epoch instead of the log.")
@click.option(
    "--notify", is_flag=True, help="Announce its end, and what goes wrong, as the cockpit does (notify.*)."
)
@json_option
@common
def watch(app: App, job: str, brief: bool, notify: bool) -> int:
    """Follow JOB to its end. The exit code tells how it ended: 0 completed, 1 failed or out of
    time, 3 stopped.

    Interrupting (Ctrl-C) ends the watching, never the job. While there is no answer it says why and tries again. A
    launch that was interrupted less than a day ago goes on first.
    """
    from cli.attach import find_job
    from cli.attention import Announcer

    record = find_job(app, job)
    return watch_job(app, record, brief=brief, announcer=Announcer(app, record) if notify else None)


def watch_job(
    app: App,
    record: Record,
    engine: HostingEngine | None = None,
    *,
    brief: bool = False,
    announcer: Announcer | None = None,
) -> int:
    """Follow a job on stdout until it has ended; for every command that waits for a job.

    Args:
        app: says whether JSON is wanted.
        record: the job.
        engine: that runs it, if it is open already.
        brief: for people: one line per finished epoch instead of the log.
        announcer: looks at each poll for what deserves attention.

    Returns:
        The exit code by the job's outcome; 1 for a launch that was interrupted and, read-only, does not go on.
    """
    from cli.attach import engine_of
    from cli.feed import JsonFeed, TextFeed
    from cli.jobview import exit_code

    feed = JsonFeed(app.book, record) if app.as_json else TextFeed(app.book, record, brief=brief)
    update: Update | None = None
    engine = engine or engine_of(app, record)
    for update in _followed(app, record, engine, announcer=announcer):
        feed.show(update)
        if update.interrupted and not _gone_on(app, update.job_id, engine):
            break
    feed.close(update)
    if announcer is not None:
        announcer.close()
    return exit_code(update.state if update else None)


def _gone_on(app: App, job_id: int, engine: HostingEngine) -> bool:
    """Go on with a launch that was interrupted; whether there is anything left to watch."""
    from cli.launching import gone_on
    from cli.news import say_interrupted
    from core.errors import UsageError
    from core.interrupted import is_open

    if app.read_only:
        say_interrupted(app, job_id)
        return False
    try:
        gone_on(app, app.book.job(job_id), engine, watching=True)
    except UsageError:
        # Another program was faster, or the book now says why it cannot go on: both are there to be watched.
        if is_open(app.book.job(job_id)) and not app.book.is_launching(job_id):
            raise
    return True


@click.command()
@click.argument("job")
@click.option(
    "--follow", "-f", "following", is_flag=True, help="Go on with new lines until the job has ended."
)
@click.option("--grep", "expression", metavar="RE", help="Only lines in which it is found.")
@click.option("--tail", type=click.IntRange(min=0), metavar="N", help="Only the last N of them.")
@json_option
@common
def logs(app: App, job: str, following: bool, expression: str | None, tail: int | None) -> int:
    """Log lines of JOB, made safe for a terminal."""
    from cli.attach import engine_of, find_job
    from cli.news import newest
    from cli.patterns import compile_pattern
    from cli.reader import stored_lines

    pattern = None if expression is None else compile_pattern(expression)
    record = find_job(app, job)
    engine = engine_of(app, record)
    looks = _followed(app, record, engine, caught_up=True) if following else [newest(app, record, engine)]
    job_id, shown = record.id, 0
    trouble: Trouble | None = None
    for update in looks:
        if update.job_id != job_id:
            job_id, shown = update.job_id, 0
        last = app.book.line_count(job_id)
        _print(app, stored_lines(app.book, job_id, after=shown, last=last, pattern=pattern, tail=tail))
        shown, tail, trouble = last, None, update.trouble
    return trouble.exit_code if trouble else 0


def _print(app: App, lines: Iterator[StoredLine]) -> None:
    from cli.output import out, to_json
    from cli.reader import line_json, line_text

    for line in lines:
        out(to_json(line_json(line)) if app.as_json else line_text(line))
    sys.stdout.flush()


def _followed(
    app: App,
    record: Record,
    engine: HostingEngine,
    *,
    caught_up: bool = False,
    announcer: Announcer | None = None,
) -> Iterator[Update]:
    """What is known of the job, again and again until it has ended; a new trouble and its end are told on stderr.

    Args:
        app: has the book.
        record: the job.
        engine: runs it.
        caught_up: only what is known once all lines there are so far have been read.
        announcer: is shown each poll, also those that say nothing new.
    """
    from cli.news import say_trouble, told_by_book
    from cli.output import say
    from core.cancel import CancelToken
    from core.watch import Follower, follow

    told = told_by_book(app, record)
    if told is not None:
        if announcer is not None:
            announcer.look(told)
        yield told
        return
    said = ""
    before: Update | None = None
    follower = Follower(app.book, engine, record)
    for update in follow(follower, CancelToken(), each=announcer is not None):
        if announcer is not None and not follower.behind:
            announcer.look(update)
        if update == before:
            continue
        before = update
        what = update.trouble.what if update.trouble else ""
        if update.trouble is not None and what != said:
            say_trouble("retrying", update.trouble)
        elif said and not what:
            say("trainscope: going on")
        said = what
        if not (caught_up and follower.behind):
            yield update
