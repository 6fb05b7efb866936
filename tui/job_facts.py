"""What is said of a job besides what its engine and its log say: pure, but for a look into the run book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import interrupted
from core.anew import transform_facts
from core.engine.transforming import is_transform
from core.errors import RunBookError
from core.sweep.membership import membership_of
from core.text import clean

if TYPE_CHECKING:
    from core.engine.base import Capabilities
    from core.job.cost import Cost
    from core.job.progress import Progress
    from core.job.status import JobKey, TransformFacts
    from core.runs import Record, RunBook
    from core.sweep.membership import Membership


def cost_of_job(record: Record, progress: Progress | None, now: float) -> Cost | None:
    """What the job costs; None for one that runs on nothing that is paid for."""
    from core.job.cost import cost_by

    return cost_by(record.state, progress, now)


def transform_of(record: Record) -> TransformFacts | None:
    """What is known of a batch transform, before its engine says anything too; None if the job trains."""
    if record.state is not None and record.state.transform is not None:
        return record.state.transform
    return transform_facts(record.spec) if is_transform(record.spec) else None


def sweep_of(record: Record, book: RunBook, now: float) -> Membership | None:
    """What the run book knows of the sweep that the job belongs to; None if to none."""
    try:
        return membership_of(book, record, now)
    except RunBookError:  # whoever reads the job's course from the book tells of it
        return None


def elsewhere(key: JobKey, new_jobs: Capabilities) -> str:
    """Where the job runs, if that is not where new jobs do; else empty."""
    if (key.engine, key.region) == (new_jobs.name, new_jobs.region) and new_jobs.account in ("", key.account):
        return ""
    return clean(" ".join(filter(None, key[:3])))


def launch_note(record: Record, book: RunBook, now: float) -> str:
    """That the launch was interrupted and what can be done, where nobody here goes on with it; else empty."""
    if record.state is not None or not interrupted.is_open(record):
        return ""
    try:
        if book.is_launching(record.id):
            return "Another trainscope is launching it just now."
    except RunBookError:  # whoever reads the job's course from the book tells of it
        return ""
    text = interrupted.words(record, now)
    return f"{text[:1].upper()}{text[1:]}. {interrupted.remedy(record)}."
