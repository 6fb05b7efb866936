"""A model asked about one photo after the other, a few at once; answers come in the order of the photos."""

from __future__ import annotations

import math
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from core.engine.local.batch.answerfile import Given
from core.engine.local.parse import CustomerError
from core.engine.local.serving.limits import MOST_BYTES
from core.finding import Finding
from core.predict.photos import ready

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from core.engine.local.serving.answerer import Answerer
    from core.predict.question import Question

    _In = TypeVar("_In")
    _Out = TypeVar("_Out")

AHEAD = 4
"""Photos that may be at work or done before the one whose turn it is: memory stays the same for any number."""
_NO_HURRY = 3_600.0
_DIVERGED = "It answers with what is no number: its training diverged."
FAILED = "model-failed"
"""The kind of finding of a photo that is not to blame for having no answer."""


def in_order(items: Iterable[_In], work: Callable[[_In], _Out], threads: int) -> Iterator[tuple[_In, _Out]]:
    """Each item with what the work makes of it; several are worked on at once (Pillow decodes without the GIL).

    Args:
        items: taken as they are needed; once they end, what is at work is still finished.
        work: done in a thread; what it raises is raised here.
        threads: how many.
    """
    waiting: deque[tuple[_In, Future[_Out]]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="ask") as pool:
        for item in items:
            waiting.append((item, pool.submit(work, item)))
            if len(waiting) > AHEAD:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()


def ask(answerer: Answerer, question: Question) -> Given:
    """What the model says of a photo, which is made ready as if it were sent to an endpoint.

    Args:
        answerer: the model.
        question: the photo.
    """
    made = ready(question.source, question.name, MOST_BYTES)
    if made.photo is None:
        return Given((), made.findings)
    try:
        values = answerer.answer(made.photo.content, time.monotonic() + _NO_HURRY)
    except CustomerError as problem:
        refused = Finding(
            "error",
            "no-answer",
            "the model cannot answer about it",
            question.name,
            why=str(problem),
            fix="Send another photo, or save this one anew as JPEG or PNG with an image program.",
        )
        return Given((), (*made.findings, refused))
    except Exception as problem:  # noqa: BLE001 - the border: one photo must not end the whole job
        failure = _failed(
            question.name, f"{type(problem).__name__}: {problem}.", "Ask again, or train again."
        )
        return Given((), (*made.findings, failure))
    if not all(map(math.isfinite, values)):
        failure = _failed(question.name, _DIVERGED, "Train with a smaller learning_rate.")
        return Given((), (*made.findings, failure))
    return Given(tuple(values), made.findings)


def _failed(name: str, why: str, fix: str) -> Finding:
    return Finding("error", FAILED, "the model failed on it", name, why=why, fix=fix)
