"""The command `sweeps`: all sweeps, or one with the table of its jobs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from cli.context import App, common, json_option
from cli.waiting import notify_option, require_wait
from core.job.status import Status

if TYPE_CHECKING:
    from cli.attention import Voice
    from core.engine.hosting import HostingEngine
    from core.runs import SweepRecord
    from core.sweep.follow import SweepLook


@click.command()
@click.argument("name", required=False)
@click.option("--wait", is_flag=True, help="Follow the sweep NAME to its end.")
@notify_option
@json_option
@common
def sweeps(app: App, name: str | None, wait: bool, notify: bool) -> int:
    """All sweeps that the run book or the engine knows, newest first; with NAME the jobs of one, the best first.

    With --wait the exit code tells how it ended: 0 completed, 1 failed or without a job that completed, 3 stopped.
    Interrupting (Ctrl-C) ends the watching, never the sweep.
    """
    from cli.attach import engine_at, find_sweep
    from core.errors import UsageError

    require_wait(wait=wait, notify=notify)
    if name is None:
        if wait:
            raise UsageError("--wait is for one sweep", fix="name it: trainscope sweeps NAME --wait")
        return _list(app)
    record = find_sweep(app, name)
    engine = engine_at(app, record.key)
    if wait:
        return follow_to_end(app, record, engine, notify=notify)
    look = _looked(app, record, engine)
    _show(app, look.record)
    return look.trouble.exit_code if look.trouble else 0


def follow_to_end(app: App, record: SweepRecord, engine: HostingEngine, *, notify: bool = False) -> int:
    """Follow a sweep until it and its jobs have ended: what jobs do is told on stderr, the table comes at the end.

    Args:
        app: says whether JSON is wanted.
        record: the sweep.
        engine: that runs it.
        notify: whether its end is announced.

    Returns:
        The exit code by its outcome; 1 for one whose start was interrupted.
    """
    from cli.attention import Voice
    from cli.news import say_trouble
    from cli.output import say
    from cli.sweepview import news_words
    from core.cancel import CancelToken
    from core.sweep.follow import SweepFollower, follow_sweep

    voice = Voice(app) if notify else None
    told: dict[str, Status] = {}
    said = ""
    for look in follow_sweep(SweepFollower(record, engine, app.book), CancelToken()):
        record = look.record
        if look.interrupted:
            _say_interrupted(record)
            return 1
        what = look.trouble.what if look.trouble else ""
        if look.trouble is not None and what != said:
            say_trouble("retrying", look.trouble)
        elif said and not what:
            say("trainscope: going on")
        said = what
        for job in record.jobs:
            if told.get(job.name) is not job.status:
                told[job.name] = job.status
                say(news_words(job))
    if voice is not None:
        _announce_end(app, record, voice)
    _show(app, record)
    return outcome_code(record)


def outcome_code(record: SweepRecord) -> int:
    """How a command that followed the sweep ends: 0 completed, 1 failed or without a job that completed, 3 stopped."""
    state = record.state
    if state is not None and state.status is Status.STOPPED:
        return 3
    completed = any(job.status is Status.COMPLETED for job in record.jobs)
    return 0 if state is not None and state.status is Status.COMPLETED and completed else 1


def _announce_end(app: App, record: SweepRecord, voice: Voice) -> None:
    """Announce the end of a sweep, unless it was long ago."""
    from core.attention.events import sweep_ended
    from core.sweep.standing import of_book

    state = record.state
    if state is not None and state.status.terminal and voice.is_news(state.ended):
        voice.announce(sweep_ended(record, state, of_book(app.book, record, time.time()).cost))
    voice.close()


def _looked(app: App, record: SweepRecord, engine: HostingEngine) -> SweepLook:
    """One look at the sweep and at each of its jobs that is not read to its end; a trouble is told on stderr."""
    from cli.news import say_trouble
    from core.sweep.follow import SweepFollower

    follower = SweepFollower(record, engine, app.book)
    look = follower.poll(whole=True)
    while follower.behind and look.trouble is None:
        look = follower.poll(whole=True)
    if look.interrupted:
        _say_interrupted(look.record)
    if look.trouble is not None:
        say_trouble("no news, this is the last known", look.trouble)
    return look


def _say_interrupted(record: SweepRecord) -> None:
    from cli.output import say
    from core.sweep.interrupted import remedy, words

    say(f"trainscope: {words(record, time.time())}")
    say(f"  hint: {remedy(record)}")


def _show(app: App, record: SweepRecord) -> None:
    from cli.output import emit_json
    from cli.sweepview import one_json, print_one
    from core.sweep.standing import of_book

    table = of_book(app.book, record, time.time())
    if app.as_json:
        emit_json(one_json(record, table))
    else:
        print_one(record, table)


def _list(app: App) -> int:
    from cli.output import emit_json, say
    from cli.sweepview import print_list, row_json
    from core.errors import EngineError
    from core.sweep.listing import in_book, listed

    code = 0
    app.book.prune(time.time(), app.settings.runs.keep_days)
    try:
        rows = listed(app.book, app.engine)
    except EngineError as error:
        say(f"trainscope: only what the run book holds: {error}")
        rows, code = in_book(app.book), error.exit_code
    if app.as_json:
        emit_json([row_json(row) for row in rows])
    elif rows:
        print_list(rows)
    else:
        say("no sweeps")
    return code
