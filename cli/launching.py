"""Starting a launch and going on with an interrupted one: progress on stderr, Ctrl-C, and what then is said."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.interrupt import cancelled_by_ctrl_c
from cli.output import say
from cli.progress import ProgressLine
from core import interrupted
from core.engine.transforming import is_batch
from core.errors import Cancelled, EngineUnreachable, RunBookError, UnknownJob, UsageError
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.context import App
    from core.cancel import CancelToken
    from core.engine.base import Review
    from core.engine.hosting import HostingEngine
    from core.launch import Draft
    from core.runs import Record

_AGAIN_SECONDS = 30.0
"""Between two tries of `watch` to go on with a launch, each of which has tried for long itself."""
STAYS = "what was sent already stays there, and is not sent again with the same data set"
PHOTOS_STAY = "photos that were sent already stay there, and serve this batch transform only"


def reviewed(app: App, draft: Draft) -> Review:
    """The engine's review, with progress on stderr.

    Raises:
        Cancelled: by Ctrl-C.
    """
    from core.launch import review

    with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
        ceiling = app.settings.watch.cost_ceiling
        return review(draft, app.engine, app.book, ceiling=ceiling, on_progress=hear, cancel=token)


def started(app: App, draft: Draft, found: Review) -> Record:
    """Launch what was reviewed.

    Raises:
        Cancelled: by Ctrl-C; the error says whether there is a job.
        EngineUnreachable: no answer for long; the error says how to go on.
        TrainscopeError: as `core.launch.start`.
    """
    from core.launch import start

    with launching(app, draft.spec.name) as (token, hear):
        return start(draft, app.engine, app.book, reviewed=found, on_progress=hear, cancel=token)


@contextmanager
def launching(app: App, job: str, stays: str = STAYS) -> Iterator[tuple[CancelToken, ProgressLine]]:
    """A token that Ctrl-C cancels and where progress goes, while a job of either kind is started.

    Args:
        app: has the book.
        job: its name.
        stays: what is said of data that was sent when it is cancelled.

    Raises:
        Cancelled: by Ctrl-C; the error says whether there is a job.
        EngineUnreachable: as raised within; the error says how to go on.
        UsageError: as raised within, likewise.
    """
    name = clean(job)
    try:
        with cancelled_by_ctrl_c() as token, ProgressLine() as hear:
            yield token, hear
    except Cancelled as error:
        why = "" if str(error) == "cancelled" else str(error)
        raise Cancelled(f"the launch of {name} was cancelled", why=why, fix=error.fix or stays) from error
    except (EngineUnreachable, UsageError) as error:
        # Also a name that is taken may be that of a launch which was interrupted.
        error.fix = "; ".join(filter(None, (error.fix, _how_to_go_on(app, name))))
        raise
    require_wanted(token, name)


def gone_on(app: App, record: Record, engine: HostingEngine, *, watching: bool = False) -> Record:
    """Go on with a launch that was interrupted, and say so.

    Args:
        app: has the book.
        record: of the launch.
        engine: of the launch.
        watching: somebody wants to see the job: Ctrl-C leaves the launch as it is, and without an answer it is tried
            again for ever.

    Raises:
        Cancelled: by Ctrl-C.
        TrainscopeError: as `core.resume.resume`.
    """
    from core.resume import resume

    name = clean(record.key.name)
    say(f"trainscope: {interrupted.words(record, time.time())}; going on")
    try:
        with cancelled_by_ctrl_c(later=watching) as token, ProgressLine() as hear:
            while True:
                try:
                    record = resume(
                        record,
                        engine,
                        app.book,
                        on_progress=hear,
                        cancel=token,
                        sagemaker=app.settings.sagemaker,
                    )
                    break
                except EngineUnreachable as error:
                    if not watching:
                        error.fix = "; ".join(filter(None, (error.fix, _how_to_go_on(app, name))))
                        raise
                    say(f"trainscope: retrying: {error}")
                    token.wait(_AGAIN_SECONDS)
    except Cancelled as error:
        stays = PHOTOS_STAY if is_batch(record) else STAYS
        fix = f"go on: trainscope watch {name}" if watching else error.fix or stays
        raise Cancelled(f"the launch of {name} was cancelled", fix=fix) from error
    if not watching:
        require_wanted(token, name)
    return record


def done(app: App, record: Record, engine: HostingEngine, *, wait: bool, notify: bool) -> int:
    """Print the name of a job that was started, or follow it to its end, which may be announced."""
    from cli.output import emit_json, out

    if wait:
        from cli.attention import Announcer
        from cli.follow import watch_job

        say(f"started {record.key.name}; interrupting ends the watching, never the job")
        return watch_job(app, record, engine, announcer=Announcer(app, record) if notify else None)
    if not app.as_json:
        out(record.key.name)
    elif is_batch(record):
        emit_json({"name": record.key.name})
    else:
        emit_json({"name": record.key.name, "engine": record.key.engine})
    return 0


def require_wanted(token: CancelToken, name: str) -> None:
    """Refuse to say nothing where Ctrl-C came too late: the job is there, and the user must know.

    Raises:
        Cancelled: the token was set.
    """
    if token.cancelled:
        raise Cancelled(
            f"{name} was created before it could be cancelled, and runs",
            fix=f"stop it: trainscope stop {name}",
        )


def _how_to_go_on(app: App, name: str) -> str:
    try:
        record = app.book.find(name)
    except (UnknownJob, RunBookError):
        return ""
    return interrupted.remedy(record) if interrupted.is_open(record) else ""
