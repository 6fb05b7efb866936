"""An endpoint asked about many photos, several at once; one that cannot be asked about stops none of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.predict.crew import Crew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.cancel import CancelToken
    from core.engine.hosting import Hosting
    from core.errors import EngineUnreachable
    from core.predict.question import Answer, Asking, Question


def ask(
    hosting: Hosting,
    asking: Asking,
    questions: Sequence[Question],
    cancel: CancelToken,
    on_trouble: Callable[[EngineUnreachable | None], None] = lambda error: None,
) -> Iterator[Answer]:
    """Ask about each photo; answers come in the order of the questions.

    Args:
        hosting: where the endpoint is.
        asking: which one, and how.
        questions: photos.
        cancel: ends it; what was answered by then still comes, as after an error.
        on_trouble: hears, from any thread, that there is no answer and it is tried again, and None when there is one.

    Raises:
        NotFound: the endpoint is gone.
        EngineRefused: it may not be asked.
        EngineError: it refuses one photo after the other.
        EngineUnreachable: it did not answer for longer than the patience lasts.
        Cancelled: the token was set.
    """
    crew = Crew(hosting, asking, questions, cancel, on_trouble)
    crew.start()
    told = 0
    try:
        for place in range(len(questions)):
            if crew.wait_for(place):
                yield crew.answers.pop(place)
                told += 1
        if told < len(questions):
            crew.raise_error()
    finally:
        crew.stop.cancel()
