"""The one way to start a batch transform, shared by cockpit and command line: read the photos, review, save, go.

A batch transform is a job: it is in the run book before its engine is called, as one that trains is (`core.launch`),
and `core.resume` goes on with one that was interrupted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import anew
from core.cancel import CancelToken
from core.engine.transforming import Transform, transform_from_json
from core.errors import LaunchBlocked, UsageError
from core.finding import has_errors
from core.job.spec import new_batch_name, new_launch_id, require_name
from core.photoplace import asked_of
from core.sending import sent
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.base import LaunchProgress
    from core.engine.hosting import DeployReview
    from core.engine.transforming import PhotoPlace, TransformEngine
    from core.finding import Finding
    from core.runs import Record, RunBook
    from core.trained import TrainedModel


@dataclass(frozen=True, slots=True)
class TransformDraft:
    """A batch transform that could be started, and what was found about it before any engine was asked."""

    transform: Transform
    findings: tuple[Finding, ...] = ()


def prepare(
    trained: TrainedModel,
    place: PhotoPlace,
    engine: TransformEngine,
    *,
    name: str | None = None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
) -> TransformDraft:
    """The batch transform of a model and the photos of a place; photos are named, none is opened.

    Args:
        trained: the model.
        place: as `core.photoplace.photo_place` gives it.
        engine: where the model lies and will be asked.
        name: of the batch transform; None makes one.
        cancel: stops the reading of folder or list.
        clock: epoch seconds, for the name.

    Raises:
        UsageError: no such name is possible.
        DatasetError: folder or list cannot be read, or the list is of another kind than the model.
        EngineError: the engine cannot say whose name it is.
        Cancelled: the token was set.
    """
    name = new_batch_name(trained.job.name, clock()) if name is None else name
    require_name(name, "a batch transform")
    asked = asked_of(trained, place, cancel)
    transform = Transform(engine.key(name), new_launch_id(), trained, place, asked.questions)
    return TransformDraft(transform, asked.findings)


def review(
    draft: TransformDraft, engine: TransformEngine, *, cancel: CancelToken | None = None
) -> DeployReview:
    """What a batch transform would send, create and cost, with the draft's findings in front; changes nothing.

    An engine is not asked about photos that are none.

    Raises:
        LaunchBlocked: there is no photo to ask about.
        EngineError: the engine cannot say.
        Cancelled: the token was set.
    """
    if not draft.transform.questions:
        raise _blocked(draft.transform, draft.findings)
    found = engine.review_transform(draft.transform, cancel or CancelToken())
    return replace(found, findings=(*draft.findings, *found.findings))


def start(
    draft: TransformDraft,
    engine: TransformEngine,
    book: RunBook,
    *,
    reviewed: DeployReview,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    on_left_out: Callable[[tuple[Finding, ...]], None] = lambda findings: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
) -> Record:
    """Start the batch transform; returns its record in the run book.

    Args:
        draft: as `prepare` gave it.
        engine: where.
        book: all but the photos is saved there before anything is sent.
        reviewed: what `review` said of it and the user has seen.
        on_progress: hears how far it is.
        on_left_out: hears why photos are not asked about, as far as that is known by then.
        cancel: stops before the job exists; ``cancel(later=True)`` leaves it to be gone on with.
        clock: epoch seconds.

    Raises:
        LaunchBlocked: a finding of level error stands in the way; nothing was saved or sent.
        UsageError: the run book knows another job of that name.
        EngineUnreachable: no answer; the job may have started, and `core.resume` finds out.
        EngineError: it could not be started; the record says so (Failed, with the reason).
        Cancelled: before the job existed; the record says so (Stopped).
    """
    token = cancel or CancelToken()
    token.check()
    if has_errors(reviewed.findings):
        raise _blocked(draft.transform, reviewed.findings)
    transform = replace(draft.transform, request=reviewed.request)
    saved = {**transform.as_json(), "resumes": engine.capabilities.resumes}
    record = book.add_job(transform.key, spec=saved, created=clock())

    def begin() -> None:
        on_left_out(engine.transform(transform, on_progress, token))

    return sent(record, engine, book, begin, cancel=token, clock=clock)


def read_again(record: Record, cancel: CancelToken) -> Transform:
    """The batch transform that was saved, as it was agreed to, with its photos read again.

    Raises:
        UsageError: what was saved cannot be read any more.
        DatasetError: folder or list cannot be read just now.
        Cancelled: the token was set.
    """
    saved = record.spec or {}
    try:
        transform = transform_from_json(record.key, saved, ())
    except (KeyError, TypeError) as error:
        raise UsageError(
            f"what was to be asked by {clean(record.key.name)} cannot be read any more",
            fix=f"drop it: trainscope stop {clean(record.key.name)}; then start it anew",
        ) from error
    return replace(transform, questions=asked_of(transform.trained, transform.place, cancel).questions)


def require_same_photos(transform: Transform, record: Record) -> None:
    """Refuse to go on where other photos would be asked about than were agreed to.

    Raises:
        UsageError: their number has changed.
    """
    agreed, now = (record.spec or {}).get("photos"), len(transform.questions)
    if agreed != now:
        place = clean_path(transform.place.list_file or transform.place.folder)
        raise UsageError(
            f"the photos of {clean(record.key.name)} have changed",
            why=f"{place} has {now:,} now, and {agreed:,} were agreed to",
            fix=f"start it anew: {anew.command(record)}",
        )


def _blocked(transform: Transform, findings: tuple[Finding, ...]) -> LaunchBlocked:
    return LaunchBlocked(
        f"{clean(transform.trained.job.name)} cannot be asked about these photos",
        findings,
        fix="mend what is marked as error, then try again",
    )
