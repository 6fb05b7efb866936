"""The threads behind the page of a comparison: one reads the run book, one reads logs when the user wants it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from core.compare.run import read_run
from core.errors import EngineError, TrainscopeError, UsageError
from core.text import clean
from core.watch import Follower, catch_up
from tui.background import sentence
from tui.comparemessages import LogsRead, RunsRead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.cancel import CancelToken
    from core.compare.run import Run
    from core.runs import Record
    from tui.background import Post
    from tui.services import Services

LOOK_SECONDS = 3.0
"""Between two looks into the run book while any of the runs goes on."""


def watch_runs(services: Services, job_ids: Sequence[int], post: Post, cancel: CancelToken) -> None:
    """Post `RunsRead` whenever the book has something new, until all runs are over or `cancel`.

    Logs that cost nothing to read are read on; those of paid services come into the book by whoever follows the job.

    Args:
        services: run book and engines.
        job_ids: the book's numbers of the jobs.
        post: a thread-safe `post_message`.
        cancel: ends it.

    Raises:
        Cancelled: the token was set.
    """
    runs: dict[int, Run] = {}
    said: RunsRead | None = None
    while not cancel.cancelled:
        trouble = ""
        try:
            runs = {job_id: read_run(services.book, job_id, runs.get(job_id)) for job_id in job_ids}
        except TrainscopeError as error:
            trouble = sentence(error)
        new = RunsRead(tuple(runs.values()), trouble)
        first = said is None
        if said is None or (new.runs, new.trouble) != (said.runs, said.trouble):
            said = new
            post(new)
        going_on = [run for run in runs.values() if run.running]
        if not trouble and not going_on:
            return
        if not first and cancel.wait(LOOK_SECONDS):
            return
        for run in going_on:
            _read_on(services, run.record, cancel)


def _read_on(services: Services, record: Record, cancel: CancelToken) -> None:
    """Bring the book up to date with a job, if that costs nothing; trouble is no news here: the next look tells."""
    with suppress(EngineError, UsageError):
        engine = services.engine_for(record.key)
        if engine.capabilities.cheap_logs:
            catch_up(Follower(services.book, engine, record), cancel)


def read_logs(services: Services, records: Sequence[Record], post: Post, cancel: CancelToken) -> None:
    """Read the logs of these jobs as far as they go, one after the other, then post `LogsRead`.

    Args:
        services: run book and engines.
        records: of the jobs.
        post: a thread-safe `post_message`.
        cancel: ends it.

    Raises:
        Cancelled: the token was set.
    """
    troubles = []
    for record in records:
        try:
            update = catch_up(Follower(services.book, services.engine_for(record.key), record), cancel)
        except TrainscopeError as error:
            cancel.check()
            troubles.append(f"{clean(record.key.name)}: {sentence(error)}")
        else:
            if (trouble := update.trouble) is not None:
                fix = trouble.fix[:1].upper() + trouble.fix[1:]
                troubles.append(f"{clean(record.key.name)}: {trouble.what}. {fix}".rstrip())
    post(LogsRead(tuple(troubles)))
