"""The newest there is about a job, and what a command does when its engine gives trouble instead.

One rule for all commands that look once: an ended job whose log is read to its end is answered from the run book
alone. For any other the engine is asked; if that fails, stderr says so once, stdout has the last known, and the exit
code is the trouble's. Only what follows a job tries again.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core import interrupted
from core.job.progress import LogFacts
from core.update import Update
from core.watch import Follower, catch_up

if TYPE_CHECKING:
    from cli.context import App
    from core.engine.base import Engine
    from core.runs import Record
    from core.update import Trouble


PATIENCE = 5.0
"""Seconds within which an engine that is far away is asked again: one call in vain is no news."""


def newest(app: App, record: Record, engine: Engine) -> Update:
    """What is known of the job after one look; a trouble, or that its launch was interrupted, is told on stderr."""
    told = told_by_book(app, record)
    if told is not None:
        return told
    follower = Follower(app.book, engine, record)
    update = catch_up(follower)
    gives_up = time.monotonic() + (0.0 if engine.capabilities.cheap_logs else PATIENCE)
    while update.trouble is not None and time.monotonic() + follower.wait_seconds() < gives_up:
        time.sleep(follower.wait_seconds())
        update = catch_up(follower)
    if update.trouble is None:
        if update.interrupted:
            say_interrupted(app, update.job_id)
        return update
    say_trouble("no news, this is the last known", update.trouble)
    return _as_stored(app, update.job_id, trouble=update.trouble)


def told_by_book(app: App, record: Record) -> Update | None:
    """What the book knows, if that is all there will be: the job has ended and its log was read to the end.

    A job without stages has only been supposed to have ended, and may still turn out to run.
    """
    state = record.state
    if state is None or not state.status.terminal or not state.transitions or not record.drained:
        return None
    return _as_stored(app, record.id, ended=True)


def _as_stored(app: App, job_id: int, *, trouble: Trouble | None = None, ended: bool = False) -> Update:
    at = app.book.position(job_id)
    facts = at.facts or LogFacts()
    return Update(job_id, at.state, facts, at.line_count, at.points_version, trouble=trouble, ended=ended)


def say_trouble(meaning: str, trouble: Trouble) -> None:
    """Tell people of a trouble and what they can do; `meaning` is what it means for the command."""
    from cli.output import say

    say(f"trainscope: {meaning}: {trouble.what}")
    if trouble.fix:
        say(f"  hint: {trouble.fix}")


def say_interrupted(app: App, job_id: int) -> None:
    """Tell people that the job's launch was interrupted, and what they can do."""
    from cli.output import say

    record = app.book.job(job_id)
    say(f"trainscope: {interrupted.words(record, time.time())}")
    say(f"  hint: {interrupted.remedy(record)}")
