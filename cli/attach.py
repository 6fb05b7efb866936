"""From a job's name to its record and the engine that runs it; a job the book does not know is attached to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.errors import JobNotFound, UnknownJob
from core.nearest import did_you_mean

if TYPE_CHECKING:
    from cli.context import App
    from core.engine.base import Engine
    from core.runs import Record


def find_job(app: App, name: str) -> Record:
    """The job of that name: from the run book, else from the engine, which then is noted in the book.

    Raises:
        UnknownJob: neither knows it; the error says the nearest name.
        AmbiguousJob: the book knows several; ``--engine`` tells them apart.
        EngineError: the engine could not be asked.
    """
    chosen = app.overrides.get("engine")
    try:
        return app.book.find(name, engine=None if chosen is None else str(chosen))
    except UnknownJob as unknown:
        engine = app.engine
        try:
            state = engine.describe(name)
        except JobNotFound:
            known = [record.key.name for record in app.book.jobs()]
            raise UnknownJob(
                f"no job {name!r}{did_you_mean(name, known)}", fix="trainscope jobs lists what there is"
            ) from unknown
        created = time.time() if state.created is None else state.created
        return app.book.add_job(engine.key(name), spec=None, created=created)


def engine_of(app: App, record: Record) -> Engine:
    """The engine that runs the job, whichever one the configuration names for new jobs."""
    if app.settings.engine == record.key.engine:
        return app.engine
    return app.override({"engine": record.key.engine}).engine
