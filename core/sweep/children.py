"""The jobs of a sweep as ordinary jobs of the run book, so that they are cloned, deployed and compared as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.engine.sweeping import SweepJob
    from core.runs import Record, RunBook, SweepRecord


def adopted(book: RunBook, record: SweepRecord, job: SweepJob, now: float) -> Record:
    """The record of a sweep's job, made where there is none.

    Args:
        book: of both.
        record: of the sweep.
        job: as the engine lists it, cleaned.
        now: epoch seconds, where the engine does not say when it was started.

    Raises:
        RunBookError: the book cannot be written.
    """
    created = now if job.created is None else job.created
    key = record.key._replace(name=job.name)
    return book.adopt_job(key, spec=job_spec(record, job), created=created)


def job_spec(record: SweepRecord, job: SweepJob) -> dict[str, Any] | None:
    """What the job was given: what all jobs of the sweep share, with its own values; None if nobody knows.

    It has the name of its sweep under ``sweep``, and no request: it was never sent by itself.
    """
    saved = (record.spec or {}).get("job")
    if not isinstance(saved, dict):
        return None
    swept = {row[0] for row in (record.spec or {}).get("ranges", ())}
    own = dict(job.values)
    return {
        **saved,
        "hyperparameters": {**_without(saved.get("hyperparameters", {}), swept), **own},
        "given": {**_without(saved.get("given", {}), swept), **own},
        "request": None,
        "sweep": record.key.name,
    }


def _without(values: dict[str, str], names: set[str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in names}
