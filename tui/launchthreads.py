"""The threads of a launch: the review before it, the launch itself, going on with one that was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import TrainscopeError
from tui.background import Pace
from tui.messages import Launched, LaunchSeen, Reviewed, Reviewing

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress, Review
    from core.launch import Draft
    from core.runs import Record
    from tui.background import Post
    from tui.services import Services


def review_draft(services: Services, draft: Draft, post: Post, cancel: CancelToken) -> None:
    """Ask the engine what it would do with a draft and post `Reviewed`, without the draft's own findings.

    How far it is is posted as `Reviewing`, about once a second.

    Raises:
        Cancelled: the token was set.
    """
    from core import launch

    told = paced(lambda progress: post(Reviewing(progress)))
    try:
        bare = launch.Draft(draft.spec, ())
        ceiling = services.settings.watch.cost_ceiling
        found = launch.review(
            bare, services.engine, services.book, ceiling=ceiling, on_progress=told, cancel=cancel
        )
        post(Reviewed(found, None))
    except TrainscopeError as error:
        cancel.check()
        post(Reviewed(None, error))


def launch_job(
    services: Services, draft: Draft, reviewed: Review | None, post: Post, cancel: CancelToken
) -> None:
    """Launch and post `Launched`; meanwhile `LaunchSeen`, about once a second.

    Args:
        services: engine and run book.
        draft: what to launch.
        reviewed: what the user has seen of it; None: it is reviewed first.
        post: a thread-safe `post_message`.
        cancel: stops it before the job exists.
    """
    from core import launch

    name = draft.spec.name
    try:
        record = launch.start(
            draft,
            services.engine,
            services.book,
            reviewed=reviewed,
            on_progress=paced(seen_launch(services, name, post)),
            cancel=cancel,
        )
        post(Launched(name, record, None))
    except TrainscopeError as error:
        post(Launched(name, None, error))


def resume_launch(services: Services, record: Record, post: Post, cancel: CancelToken) -> None:
    """Go on with an interrupted launch and post as `launch_job` does."""
    from core.resume import resume

    name = record.key.name
    told = paced(lambda progress: post(LaunchSeen(name, record, progress)))
    try:
        engine = services.engine_for(record.key)
        launched = resume(
            record,
            engine,
            services.book,
            on_progress=told,
            cancel=cancel,
            sagemaker=services.settings.sagemaker,
        )
        post(Launched(name, launched, None))
    except TrainscopeError as error:
        post(Launched(name, None, error))


def seen_launch(services: Services, name: str, post: Post) -> Callable[[LaunchProgress], None]:
    """Tells how far the launch of that name is, with its record once that is saved."""
    saved: list[Record] = []

    def seen(progress: LaunchProgress) -> None:
        if not saved:
            saved.extend(r for r in services.book.jobs(unended=True, limit=20) if r.key.name == name)
        post(LaunchSeen(name, saved[0] if saved else None, progress))

    return seen


def paced(tell: Callable[[LaunchProgress], object]) -> Callable[[LaunchProgress], None]:
    """Tells of a new step or a new trouble at once, of the rest about once a second."""
    pace = Pace()
    last = ("", "")

    def progressed(progress: LaunchProgress) -> None:
        nonlocal last
        said = (progress.step, progress.trouble)
        if said != last or pace.due():
            last = said
            tell(progress)

    return progressed
