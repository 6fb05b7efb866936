"""What runs beside the screen: each function is the body of a thread and tells what it learns through `post`.

None of them touches a widget. Errors of ours are part of what they post; `start` tells of any other.
"""

from __future__ import annotations

import time
from contextvars import copy_context
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Any

from textual.message import Message

from core.errors import Cancelled, EngineUnreachable, RunBookError, TrainscopeError
from core.job.progress import LogFacts
from core.job.status import Stage
from core.text import clean
from core.update import Trouble, Update
from tui.messages import DataSetSeen, JobSeen, StopAsked, UsageSeen
from tui.widgets.dataset_draw import DataSetView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.screen import Screen
    from textual.widget import Widget

    from core.cancel import CancelToken
    from core.finding import Finding
    from core.job.status import JobKey
    from core.runs import Record
    from tui.services import Services

    Post = Callable[[Message], object]

_REPAINT_SECONDS = 1.0
"""How often a running count is shown: what moves costs bytes."""
_USAGE_SECONDS = 60.0
"""Between two questions for the use of hosts: the services have one value a minute."""
_LOOK_SECONDS = 5.0
"""Between two looks whether the job has begun to train."""
_FIRST_LOOK_SECONDS = 0.5
"""The same while the follower has not heard of the job yet."""


def start(node: Widget | Screen[Any], body: Callable[[], None], *, name: str) -> Thread:
    """Run a body in a thread that works for `node`. What it did not expect is told in a toast, never lost.

    The thread is a daemon: an engine that does not answer for half a minute must not hold up the end of the program.
    All that is stored is stored in transactions.

    Args:
        node: the widget or screen that it works for.
        body: one of the functions below.
        name: of the thread.
    """
    app = node.app

    def guarded() -> None:
        try:
            body()
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 - the last border: the screen must not wait for an answer for ever
            text = clean(f"{type(error).__name__}: {error}")
            if app.is_running:
                app.notify(text, title=f"Internal error: {name}", severity="error", timeout=30, markup=False)

    thread = Thread(target=copy_context().run, args=(guarded,), name=name, daemon=True)
    thread.start()
    return thread


def read_dataset(
    services: Services, hyperparameters: Mapping[str, str], generation: int, post: Post, cancel: CancelToken
) -> None:
    """Count the photos, split them, then check every photo, posting `DataSetSeen` about once a second.

    Args:
        services: the settings name the folder.
        hyperparameters: values to judge photo sizes by.
        generation: given back in each message.
        post: a thread-safe `post_message`.
        cancel: stops the reading.
    """
    from core.dataset.census import Counting
    from core.dataset.check import check
    from core.picture import Sight
    from core.source import load

    pace = Pace()
    counting = Counting()
    given = services.settings.dataset
    listed = given.train_lst is not None or given.validation_lst is not None
    view = DataSetView(given.place, sight=Sight.of(hyperparameters), listed=listed)

    def counted(count: int) -> None:
        if pace.due():
            post(DataSetSeen(generation, replace(view, counted=count), done=False))

    try:
        dataset = load(
            services.settings.dataset,
            services.settings.sagemaker,
            sizes=True,
            on_progress=counted,
            cancel=cancel,
        )
        view = replace(view, dataset=dataset, checked=0, findings=tuple(dataset.findings))
        post(DataSetSeen(generation, view, done=False))

        def checked(count: int, total: int, step: str) -> None:
            nonlocal view
            if pace.due():
                view = replace(view, checked=count, step=step, census=counting.census())
                view = view.with_findings(_drain(found))
                post(DataSetSeen(generation, view, done=False))

        found: list[Finding] = []
        for finding in check(
            dataset,
            hyperparameters,
            quick=False,
            on_progress=checked,
            on_facts=counting.add,
            cancel=cancel,
        ):
            found.append(finding)
        view = replace(view, checked=None, census=counting.census()).with_findings(_drain(found))
        post(DataSetSeen(generation, view, done=True))
    except Cancelled:
        return
    except TrainscopeError as error:
        post(DataSetSeen(generation, replace(view, checked=None, error=sentence(error)), done=True))


def follow_job(services: Services, record: Record, post: Post, cancel: CancelToken) -> None:
    """Follow a job until it ended or `cancel`, posting a `JobSeen` per update and what is foreseen with it."""
    from core.watch import Follower, follow
    from tui.foresight import Foreseeing

    try:
        engine = services.engine_for(record.key)
    except TrainscopeError as error:
        post(JobSeen(record.key, _no_engine(record, error)))
        return
    follower, foreseeing = Follower(services.book, engine, record), Foreseeing(services, post)
    before: Update | None = None
    for update in follow(follower, cancel, each=True):
        if cancel.cancelled:
            return
        if update != before:
            before = update
            post(JobSeen(record.key, update))
        if not follower.behind:
            foreseeing.look(update)


def watch_usage(services: Services, record: Record, post: Post, cancel: CancelToken) -> None:
    """Post a `UsageSeen` once a minute while the job trains, until it ended or `cancel`."""
    try:
        engine = services.engine_for(record.key)
    except TrainscopeError:  # the follower tells of it
        return
    while engine.capabilities.instance_metrics and not cancel.cancelled:
        wait = _LOOK_SECONDS
        try:
            state = services.book.state(record.id)
            if state is None:
                wait = _FIRST_LOOK_SECONDS
            if state is not None and state.status.terminal:
                post(UsageSeen(record.key, ()))
                return
            if state is not None and state.stage == Stage.TRAINING:
                wait = _USAGE_SECONDS
                post(UsageSeen(record.key, engine.instance_metrics(record.key.name)))
        except (EngineUnreachable, RunBookError):  # the follower tells of it
            wait = _USAGE_SECONDS
        except TrainscopeError as error:
            post(UsageSeen(record.key, (), sentence(error)))
            return
        cancel.wait(wait)


def stop_job(services: Services, key: JobKey, post: Post) -> None:
    """Stop and post `StopAsked`."""
    try:
        post(StopAsked(key, services.engine_for(key).stop(key.name), None))
    except TrainscopeError as error:
        post(StopAsked(key, None, error))


def sentence(error: TrainscopeError) -> str:
    """An error for a toast or a pane: what, why, what to do; cleaned."""
    text = clean(str(error))
    fix = clean(error.fix)
    if not fix.startswith("trainscope "):  # a command is written as it is typed
        fix = fix[:1].upper() + fix[1:]
    return f"{text}. {fix}." if fix else f"{text}."


def _drain(found: list[Finding]) -> list[Finding]:
    taken = found[:]
    del found[: len(taken)]
    return taken


def _no_engine(record: Record, error: TrainscopeError) -> Update:
    now = time.time()
    trouble = Trouble(clean(str(error)), clean(error.fix), now, now, error.exit_code)
    return Update(record.id, record.state, LogFacts(), 0, 0, trouble)


class Pace:
    """Says about once a second that it is time."""

    def __init__(self) -> None:
        self._next = 0.0

    def due(self) -> bool:
        """Whether a second has passed since it last said so."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + _REPAINT_SECONDS
        return True
