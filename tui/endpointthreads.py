"""The threads of endpoints: listing them, and the review, making and taking down of one."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from core.endpointlist import again, in_book, listed
from core.errors import EngineUnreachable, TrainscopeError
from tui.background import sentence
from tui.launchthreads import paced
from tui.messages import (
    AgreedDeployment,
    Deployed,
    DeployReviewed,
    DeploySeen,
    EndpointsListed,
    Reviewing,
    TakenDown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.cancel import CancelToken
    from core.config import HostingSettings
    from core.endpointlist import ListedEndpoint
    from core.engine.base import LaunchProgress
    from core.job.status import JobKey
    from core.runs import Record
    from tui.background import Post
    from tui.services import Services

    Name = tuple[JobKey, str]

FAR_SECONDS = 60.0
"""Between two questions about an endpoint far away that does not change by itself: what is asked there counts."""
FAR_MOVING_SECONDS = 5.0
NEAR_SECONDS = 5.0
NEAR_MOVING_SECONDS = 0.5
SILENT_SECONDS = 30.0
"""The same where there was no answer."""
BOOK_SECONDS = 30.0
"""Between two looks into the run book, where another program may have deployed something."""


def watch_endpoints(
    services: Services,
    rows: Sequence[ListedEndpoint],
    post: Post,
    cancel: CancelToken,
    *,
    whole: bool,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Post `EndpointsListed` for each look, until `cancel`.

    Args:
        services: run book and engines.
        rows: what is known.
        post: a thread-safe `post_message`.
        cancel: ends it.
        whole: whether the engine is asked first which endpoints there are, instead of for those that are known; it is
            asked that until it answers.
        clock: seconds, only differences count.
    """
    due: dict[Name, float] = {}
    list_at: float | None = 0.0 if whole else None
    while not cancel.cancelled:
        errors: list[TrainscopeError] = []
        now = clock()
        lists = list_at is not None and list_at <= now
        try:
            if lists:
                rows = _all(rows, services, errors, cancel)
                due = {}
            else:
                rows = _with_new(rows, services)
                asked = [row for row in rows if due.get(_name(row), 0.0) <= now]
                found = again(
                    asked, services.book, services.engine_for, on_trouble=errors.append, cancel=cancel
                )
                rows = _replaced(rows, asked, found)
        except TrainscopeError as error:
            cancel.check()
            errors.append(error)
        if lists:
            silent = any(isinstance(error, EngineUnreachable) for error in errors)
            list_at = now + SILENT_SECONDS if silent else None
        post(EndpointsListed(list(rows), " ".join(dict.fromkeys(map(sentence, errors)))))
        due = {
            _name(row): at
            if (at := due.get(_name(row), 0.0)) > now
            else now + pause(row, services, silent=bool(errors))
            for row in rows
        }
        cancel.wait(max(0.0, min([*due.values(), now + BOOK_SECONDS]) - clock()))


def _name(row: ListedEndpoint) -> Name:
    return (row.state.key, row.state.launch_id)


def _all(
    rows: Sequence[ListedEndpoint], services: Services, errors: list[TrainscopeError], cancel: CancelToken
) -> list[ListedEndpoint]:
    """All endpoints there are; where there was no answer, those that only an engine has told of stay as they were."""
    ask = services.engine_for
    found = listed(services.book, services.engine, ask, on_trouble=errors.append, cancel=cancel)
    if errors:
        known = {_name(row) for row in found}
        found += [replace(row, fresh=False) for row in rows if row.record is None and _name(row) not in known]
    return sorted(found, key=lambda row: row.since or 0.0, reverse=True)


def _with_new(rows: Sequence[ListedEndpoint], services: Services) -> list[ListedEndpoint]:
    """The rows, and what another program on this machine has deployed meanwhile."""
    known = {_name(row) for row in rows}
    return [*(row for row in in_book(services.book) if _name(row) not in known), *rows]


def _replaced(
    rows: Sequence[ListedEndpoint], asked: Sequence[ListedEndpoint], found: Sequence[ListedEndpoint]
) -> list[ListedEndpoint]:
    """The rows in their order, those that were asked for as they were found, or gone."""
    now = {_name(row): row for row in found}
    gone = {_name(row) for row in asked} - set(now)
    return [now.get(_name(row), row) for row in rows if _name(row) not in gone]


def pause(row: ListedEndpoint, services: Services, *, silent: bool) -> float:
    """Seconds until an endpoint is worth another question.

    Args:
        row: the endpoint.
        services: know its engine.
        silent: whether there was no answer just now.
    """
    try:
        near = services.engine_for(row.state.key).capabilities.cheap_logs
    except TrainscopeError:  # told by whoever asks
        return FAR_SECONDS
    if silent and not near:
        return SILENT_SECONDS
    if row.state.status.moving or row.begun:
        return NEAR_MOVING_SECONDS if near else FAR_MOVING_SECONDS
    return NEAR_SECONDS if near else FAR_SECONDS


def review_deployment(
    services: Services,
    record: Record,
    name: str | None,
    hosting: HostingSettings,
    post: Post,
    cancel: CancelToken,
) -> None:
    """Ask a job's engine what deploying its model would make, and post `DeployReviewed`.

    An endpoint of that name that is being deleted is waited for, which is told as `Reviewing`.

    Args:
        services: run book and engines.
        record: of the job.
        name: of the endpoint; None: the job's.
        hosting: the machines that were chosen.
        post: a thread-safe `post_message`.
        cancel: ends it.

    Raises:
        Cancelled: the token was set.
    """
    from core.deploying import prepare, review
    from core.trained import model_of

    def waits(progress: LaunchProgress) -> None:
        post(Reviewing(progress))

    try:
        engine = services.engine_on(record.key, hosting)
        deployment = prepare(
            model_of(record, engine),
            engine,
            services.book,
            name=name,
            on_progress=waits,
            cancel=cancel,
        )
        found = review(deployment, engine, cancel=cancel)
        post(DeployReviewed(AgreedDeployment(deployment, found, engine), None))
    except TrainscopeError as error:
        cancel.check()
        post(DeployReviewed(None, error))


def deploy_model(services: Services, agreed: AgreedDeployment, post: Post, cancel: CancelToken) -> None:
    """Have the endpoint made and post `Deployed`; meanwhile `DeploySeen`, about once a second."""
    from core.deploying import start

    key = agreed.deployment.key
    told = paced(lambda progress: post(DeploySeen(key, progress)))
    try:
        record = start(
            agreed.deployment,
            agreed.engine,
            services.book,
            reviewed=agreed.review,
            on_progress=told,
            cancel=cancel,
        )
        post(Deployed(key, record, None))
    except TrainscopeError as error:
        post(Deployed(key, None, error))


def take_endpoint_down(
    services: Services, row: ListedEndpoint, post: Post, cancel: CancelToken, *, with_model_data: bool
) -> None:
    """Delete an endpoint and what belongs to it, and post `TakenDown`, also while it is waited for."""
    from core.deploying import take_down

    def waits(_: LaunchProgress) -> None:
        post(TakenDown(row, waits=True))

    try:
        deleted = take_down(
            row.state.key.name,
            services.engine_for(row.state.key),
            services.book,
            record=row.record,
            with_model_data=with_model_data,
            on_progress=waits,
            cancel=cancel,
        )
        post(TakenDown(row, deleted))
    except TrainscopeError as error:
        post(TakenDown(row, error=error))
