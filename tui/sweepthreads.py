"""The threads of sweeps: the review before one, its start, following it, listing and stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import Cancelled, NotFound, RunBookError, TrainscopeError
from tui.background import sentence
from tui.launchthreads import paced
from tui.messages import Reviewing
from tui.sweepmessages import (
    AgreedSweep,
    SweepReviewed,
    SweepSeen,
    SweepsListed,
    SweepStarted,
    SweepStarting,
    SweepStopAsked,
    SweepView,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.cancel import CancelToken
    from core.compare.run import Run
    from core.runs import RunBook, SweepRecord
    from core.sweep.follow import SweepLook
    from core.sweep.standing import Standing
    from core.sweeping import SweepDraft
    from tui.background import Post
    from tui.services import Services


def review_sweep(services: Services, draft: SweepDraft, post: Post, cancel: CancelToken) -> None:
    """Ask the engine what it would do with a sweep, and post `SweepReviewed`; how far it is as `Reviewing`.

    Raises:
        Cancelled: the token was set.
    """
    from core import sweeping

    try:
        found = sweeping.review(
            draft,
            services.engine,
            services.book,
            ceiling=services.settings.watch.cost_ceiling,
            on_progress=paced(lambda progress: post(Reviewing(progress))),
            cancel=cancel,
        )
        post(SweepReviewed(AgreedSweep(draft, found), None))
    except TrainscopeError as error:
        cancel.check()
        post(SweepReviewed(None, error))


def start_sweep(services: Services, agreed: AgreedSweep, post: Post, cancel: CancelToken) -> None:
    """Start a sweep and post `SweepStarted`; meanwhile `SweepStarting`, about once a second."""
    from core import sweeping

    name = agreed.name
    try:
        record = sweeping.start(
            agreed.draft,
            services.engine,
            services.book,
            reviewed=agreed.review,
            on_progress=paced(lambda progress: post(SweepStarting(name, progress))),
            cancel=cancel,
        )
        post(SweepStarted(name, record, None))
    except TrainscopeError as error:
        post(SweepStarted(name, None, error))


def resume_sweep(services: Services, record: SweepRecord, post: Post, cancel: CancelToken) -> None:
    """Go on with a start that was interrupted, and post as `start_sweep` does."""
    from core.sweep.goingon import resume

    name = record.key.name
    try:
        resumed = resume(
            record,
            services.engine_for(record.key),
            services.book,
            on_progress=paced(lambda progress: post(SweepStarting(name, progress))),
            cancel=cancel,
            sagemaker=services.settings.sagemaker,
        )
        post(SweepStarted(name, resumed, None))
    except TrainscopeError as error:
        post(SweepStarted(name, None, error))


def follow(services: Services, record: SweepRecord, post: Post, cancel: CancelToken) -> None:
    """Follow a sweep, and post `SweepSeen` whenever something is new, until it is over or `cancel`.

    Raises:
        Cancelled: the token was set.
    """
    from core.sweep.follow import SweepFollower, follow_sweep

    try:
        follower = SweepFollower(record, services.engine_for(record.key), services.book)
    except TrainscopeError as error:
        post(SweepSeen(view_of(services, record, sentence(error))))
        return
    runs: dict[int, Run] = {}
    said: SweepSeen | None = None
    for look in follow_sweep(follower, cancel):
        seen = _seen(services, look, runs)
        if seen != said:
            said = seen
            post(seen)


def view_of(services: Services, record: SweepRecord, trouble: str = "") -> SweepView:
    """What the run book knows of a sweep now; where it cannot be read, that is the trouble."""
    return _view(services, record, trouble, {}, ended=False)


def list_sweeps(services: Services, post: Post) -> None:
    """Ask the engine which sweeps there are, and post `SweepsListed`."""
    from core.sweep.listing import in_book, listed

    try:
        post(SweepsListed(tuple(listed(services.book, services.engine))))
    except TrainscopeError as error:
        trouble = sentence(error)
        try:
            post(SweepsListed(tuple(in_book(services.book)), trouble))
        except RunBookError:
            post(SweepsListed((), trouble))


def stop_sweep(services: Services, record: SweepRecord, post: Post) -> None:
    """Ask the engine to stop a sweep, and post `SweepStopAsked`; a start that was interrupted is dropped."""
    from core.sweep.goingon import drop
    from core.sweep.interrupted import is_open

    try:
        try:
            services.engine_for(record.key).stop_sweep(record.key.name)
        except NotFound:
            if not is_open(services.book.sweeps.get(record.id)):
                raise
            drop(record, services.book, services.clock())
        post(SweepStopAsked(services.book.sweeps.get(record.id)))
    except TrainscopeError as error:
        post(SweepStopAsked(record, error))


def _seen(services: Services, look: SweepLook, runs: dict[int, Run]) -> SweepSeen:
    trouble = ""
    if look.trouble is not None:
        fix = look.trouble.fix
        trouble = f"{look.trouble.what}. {fix[:1].upper()}{fix[1:]}".rstrip()
    return SweepSeen(_view(services, look.record, trouble, runs, ended=look.ended), look.interrupted)


def _view(
    services: Services, record: SweepRecord, trouble: str, runs: dict[int, Run], *, ended: bool
) -> SweepView:
    from core.sweep.standing import Standing, of_book

    try:
        table = of_book(services.book, record, services.clock())
        return SweepView(record, table, _runs(services.book, table, runs), trouble, ended)
    except Cancelled:
        raise
    except RunBookError as error:
        return SweepView(record, Standing(), (), sentence(error), ended)


def _runs(book: RunBook, table: Standing, known: dict[int, Run]) -> tuple[Run, ...]:
    """The curves of the best jobs: more than a comparison has cannot be told apart."""
    from core.compare.run import MOST, read_run

    numbers = [row.number for row in table.rows if row.number is not None and row.rank is not None][:MOST]
    read: Mapping[int, Run] = {number: read_run(book, number, known.get(number)) for number in numbers}
    known.clear()
    known.update(read)
    return tuple(read.values())
