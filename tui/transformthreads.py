"""The threads of batch transforms: the review before one, its start, and looking for its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress
from core.errors import TrainscopeError
from tui.launchthreads import paced, seen_launch
from tui.messages import Launched, Reviewing
from tui.transformmessages import AgreedTransform, ResultsFound, TransformReviewed
from tui.widgets.finding_draw import number_of

if TYPE_CHECKING:
    from core.cancel import CancelToken
    from core.config import HostingSettings
    from core.engine.transforming import PhotoPlace
    from core.finding import Finding
    from core.runs import Record
    from tui.background import Post
    from tui.services import Services


def review_transform(
    services: Services,
    record: Record,
    place: PhotoPlace,
    name: str,
    hosting: HostingSettings,
    post: Post,
    cancel: CancelToken,
) -> None:
    """Look for the photos, ask a job's engine about a batch transform of them, and post `TransformReviewed`.

    Args:
        services: run book and engines.
        record: of the job whose model is asked.
        place: where the photos are.
        name: of the batch transform.
        hosting: the machines that were chosen.
        post: a thread-safe `post_message`.
        cancel: ends it.

    Raises:
        Cancelled: the token was set.
    """
    from core.trained import model_of
    from core.transforming import prepare, review

    try:
        engine = services.engine_on(record.key, hosting)
        post(Reviewing(LaunchProgress("looking for the photos")))
        draft = prepare(model_of(record, engine), place, engine, name=name, cancel=cancel)
        count = number_of(len(draft.transform.questions), "photo")
        post(Reviewing(LaunchProgress(f"looking at what it takes to ask about {count}")))
        found = review(draft, engine, cancel=cancel)
        post(TransformReviewed(AgreedTransform(draft, found, engine), None))
    except TrainscopeError as error:
        cancel.check()
        post(TransformReviewed(None, error))


def start_transform(services: Services, agreed: AgreedTransform, post: Post, cancel: CancelToken) -> None:
    """Start a batch transform and post `Launched`; meanwhile `LaunchSeen`, about once a second.

    Args:
        services: run book.
        agreed: as it was shown.
        post: a thread-safe `post_message`.
        cancel: stops it before the job exists.
    """
    from core.transforming import start
    from core.transformwords import left_out_words

    left_out: list[Finding] = []
    name = agreed.name
    try:
        record = start(
            agreed.draft,
            agreed.engine,
            services.book,
            reviewed=agreed.review,
            on_progress=paced(seen_launch(services, name, post)),
            on_left_out=left_out.extend,
            cancel=cancel,
        )
        words = left_out_words(left_out, len(agreed.draft.transform.questions))
        post(Launched(name, record, None, f"{words}; the answers say why." if words else ""))
    except TrainscopeError as error:
        post(Launched(name, None, error))


def find_results(services: Services, record: Record, post: Post, cancel: CancelToken) -> None:
    """Look whose the answers of a batch transform are, and post `ResultsFound`.

    Args:
        services: run book and engines.
        record: of the batch transform.
        post: a thread-safe `post_message`.
        cancel: ends it.

    Raises:
        Cancelled: the token was set.
    """
    from core.foreign import clean_state
    from core.predict.results import model_of_answers, require_ended
    from tui.resultsource import ResultSource

    try:
        engine, state = services.engine_for(record.key), record.state
        if state is None or not state.status.terminal:
            state = clean_state(engine.describe(record.key.name))
        require_ended(record, state)
        model = model_of_answers(record, state, engine, services.book, cancel)
        post(ResultsFound(record, ResultSource(record, state, engine, model)))
    except TrainscopeError as error:
        cancel.check()
        post(ResultsFound(record, None, error))
