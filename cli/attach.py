"""From the name of a job, sweep or endpoint to its record and engine; a job the book does not know is attached to."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from core.errors import AmbiguousJob, JobNotFound, NotFound, UnknownJob, UnknownSweep
from core.nearest import did_you_mean
from core.text import clean

if TYPE_CHECKING:
    from cli.context import App
    from core.engine.hosting import HostingEngine
    from core.job.status import JobKey
    from core.runs import EndpointRecord, Record, SweepRecord


def find_job(app: App, name: str) -> Record:
    """The job of that name: from the run book, else from the engine, which then is noted in the book.

    Raises:
        UnknownJob: neither knows it; the error says the nearest name.
        AmbiguousJob: the book knows several; ``--engine``, ``--region`` or ``--profile`` tells them apart.
        EngineError: the engine could not be asked.
    """
    try:
        return _in_book(app, name)
    except UnknownJob as unknown:
        refuse_sweep(app, name)
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


def refuse_sweep(app: App, name: str) -> None:
    """Refuse the name of a sweep where a job is wanted, with what to use in its place.

    Raises:
        UnknownJob: the run book has a sweep of that name.
    """
    with suppress(UnknownSweep):
        _sweep_in_book(app, name)
        shown = clean(name)
        raise UnknownJob(
            f"{shown} is a sweep, not a job", fix=f"look at it and its jobs: trainscope sweeps {shown}"
        )


def find_sweep(app: App, name: str) -> SweepRecord:
    """The sweep of that name: from the run book, else from the engine, which then is noted in the book.

    Raises:
        UnknownSweep: neither knows it; the error says the nearest name.
        AmbiguousJob: the book knows several.
        EngineError: the engine could not be asked.
    """
    try:
        return _sweep_in_book(app, name)
    except UnknownSweep:
        engine = app.engine
        try:
            state = engine.sweep(name)
        except NotFound:
            pass
        else:
            created = time.time() if state.created is None else state.created
            return app.book.sweeps.add(engine.key(name), spec=None, created=created)
        raise


def _sweep_in_book(app: App, name: str) -> SweepRecord:
    return app.book.sweeps.find(name, engine=_flag(app, "engine"), region=_flag(app, "sagemaker.region"))


def endpoint_in_book(app: App, name: str) -> EndpointRecord:
    """The endpoint of that name that is up, as far as the run book knows.

    Raises:
        UnknownEndpoint: the book knows none; the error says the nearest name.
        AmbiguousJob: it knows several; ``--engine``, ``--region`` or ``--profile`` tells them apart.
    """
    engine, region = _flag(app, "engine"), _flag(app, "sagemaker.region")
    try:
        return app.book.find_endpoint(name, engine=engine, region=region)
    except AmbiguousJob:
        if _flag(app, "sagemaker.profile") is None:
            raise
        key = app.engine.endpoint_key(name)
        return app.book.find_endpoint(name, engine=key.engine, account=key.account, region=region)


def engine_of(app: App, record: Record) -> HostingEngine:
    """The engine that runs the job, in its own account and region, whichever one the configuration names for new jobs.

    Raises:
        UsageError: this version does not know that engine.
    """
    return engine_at(app, record.key)


def engine_at(app: App, key: JobKey) -> HostingEngine:
    """The engine of a job or endpoint, in its own account and region.

    Raises:
        UsageError: this version does not know that engine.
    """
    from core.engine.registry import open_engine

    return open_engine(app.settings, key)


def _in_book(app: App, name: str) -> Record:
    engine, region = _flag(app, "engine"), _flag(app, "sagemaker.region")
    try:
        return app.book.find(name, engine=engine, region=region)
    except AmbiguousJob:
        if _flag(app, "sagemaker.profile") is None:
            raise
        key = app.engine.key(name)
        return app.book.find(name, engine=key.engine, account=key.account, region=region)


def _flag(app: App, key: str) -> str | None:
    value = app.overrides.get(key)
    return None if value is None else str(value)
