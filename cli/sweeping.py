"""Sweeps reviewed, started, gone on with and stopped: progress on stderr, Ctrl-C, and what then is said."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cli.interrupt import cancelled_by_ctrl_c
from cli.launching import STAYS, require_wanted
from cli.output import emit_json, out, say
from cli.progress import ProgressLine
from core.errors import Cancelled, EngineUnreachable, NotFound, RunBookError, UnknownSweep
from core.sweep.interrupted import is_open, remedy, words
from core.text import clean

if TYPE_CHECKING:
    from cli.context import App
    from core.engine.base import Review
    from core.engine.hosting import HostingEngine
    from core.errors import UnknownJob
    from core.runs import SweepRecord
    from core.sweeping import SweepDraft


def reviewed(app: App, draft: SweepDraft) -> Review:
    """The engine's review, with progress on stderr.

    Raises:
        Cancelled: by Ctrl-C.
    """
    from core.sweeping import review

    with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
        ceiling = app.settings.watch.cost_ceiling
        return review(draft, app.engine, app.book, ceiling=ceiling, on_progress=hear, cancel=token)


def agreed(app: App, draft: SweepDraft, *, ask: bool) -> Review:
    """Show the review on stderr and, at a terminal, wait for a yes.

    Raises:
        Cancelled: the answer was no.
        UsageError: nobody can answer, and the jobs would cost money.
    """
    from cli.agreeing import Words, agree
    from cli.reviewtext import aligned
    from core.sweep.words import review_lines

    found = reviewed(app, draft)
    lines = aligned(review_lines(draft.sweep, found, app.engine.capabilities))
    lines += [f"  {note}" for note in found.notes]
    costs = "the jobs cost money" if app.engine.capabilities.costs else ""
    agree(found.findings, lines, Words("Start it?", "not started", costs), ask=ask)
    return found


def print_sweep_request(app: App, draft: SweepDraft) -> int:
    """The engine's request on stdout, findings and costs on stderr; 1 if the sweep would be refused."""
    from cli.agreeing import print_request
    from cli.reviewtext import aligned
    from core.launchwords import upload_lines
    from core.sweep.words import sweep_cost_lines

    found, capabilities = reviewed(app, draft), app.engine.capabilities
    costs = [*upload_lines(found), *sweep_cost_lines(draft.sweep, found, capabilities)]
    return print_request(app, found.findings, aligned(costs if capabilities.costs else ()), found.request)


def started(app: App, draft: SweepDraft, found: Review) -> SweepRecord:
    """Start what was reviewed.

    Raises:
        Cancelled: by Ctrl-C; the error says whether there is a sweep.
        EngineUnreachable: no answer for long; the error says how to go on.
        TrainscopeError: as `core.sweeping.start`.
    """
    from core.sweeping import start

    name = clean(draft.sweep.job.name)
    try:
        with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
            record = start(draft, app.engine, app.book, reviewed=found, on_progress=hear, cancel=token)
    except Cancelled as error:
        raise Cancelled(f"the start of the sweep {name} was cancelled", fix=error.fix or STAYS) from error
    except EngineUnreachable as error:
        error.fix = "; ".join(filter(None, (error.fix, _how_to_go_on(app, draft.sweep.job.name))))
        raise
    require_wanted(token, name)
    return record


def gone_on(app: App, name: str) -> tuple[SweepRecord, HostingEngine]:
    """Go on with a start that was interrupted, and say so.

    Raises:
        Cancelled: by Ctrl-C.
        TrainscopeError: as `core.sweep.goingon.resume`.
    """
    from cli.attach import engine_at, find_sweep
    from core.sweep.goingon import resume

    record = find_sweep(app, name)
    engine = engine_at(app, record.key)
    if is_open(record):
        say(f"trainscope: {words(record, time.time())}; going on")
    with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
        record = resume(
            record, engine, app.book, on_progress=hear, cancel=token, sagemaker=app.settings.sagemaker
        )
    require_wanted(token, clean(name))
    return record, engine


def done(app: App, record: SweepRecord, engine: HostingEngine, *, wait: bool, notify: bool) -> int:
    """Print the name of a sweep that was started, or follow it to its end, which may be announced."""
    if wait:
        from cli.sweeps import follow_to_end

        say(f"started {record.key.name}; interrupting ends the watching, never the sweep")
        return follow_to_end(app, record, engine, notify=notify)
    if app.as_json:
        emit_json({"name": record.key.name, "engine": record.key.engine})
    else:
        out(record.key.name)
    return 0


def stop_sweep(app: App, name: str, unknown: UnknownJob) -> None:
    """Stop a sweep with all its jobs; the start of one that was interrupted is dropped.

    Raises:
        UnknownJob: `unknown`, if there is no such sweep either.
        EngineError: the engine could not be asked.
    """
    from cli.attach import engine_at, find_sweep
    from core.sweep.goingon import drop

    try:
        record = find_sweep(app, name)
    except UnknownSweep:
        raise unknown from None
    status = "Stopped"
    try:
        status = engine_at(app, record.key).stop_sweep(record.key.name).value
    except NotFound:
        if not is_open(record):
            raise
        drop(record, app.book, time.time())
        say("the start was interrupted before there was a sweep; it is dropped")
    if app.as_json:
        emit_json({"name": record.key.name, "status": status})
    else:
        out(f"{clean(record.key.name)}: {status}")


def _how_to_go_on(app: App, name: str) -> str:
    try:
        record = app.book.sweeps.find(name)
    except (UnknownSweep, RunBookError):
        return ""
    return remedy(record) if is_open(record) else ""
