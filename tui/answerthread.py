"""The thread behind the page of answers: takes them from their source and passes them on about once a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import TrainscopeError
from core.predict.verdict import judged
from tui.askmessages import Answered, AskingEnded, AskingTroubled, QuestionsSeen
from tui.background import Pace

if TYPE_CHECKING:
    from core.cancel import CancelToken
    from core.predict.answers import Prediction
    from core.predict.question import Answer
    from core.runs import RunBook
    from tui.answersource import AnswerSource
    from tui.background import Post


def read_answers(book: RunBook, source: AnswerSource, run: int, post: Post, cancel: CancelToken) -> None:
    """Post `QuestionsSeen`, then answers as they come, then `AskingEnded`.

    Args:
        book: knows how right the job was in training.
        source: of the answers.
        run: given back in each message.
        post: a thread-safe `post_message`.
        cancel: ends it; what was answered by then is passed on.
    """
    pace = Pace()
    some: list[Answer] = []
    predictions: list[Prediction] = []
    ended: TrainscopeError | None = None
    try:
        for answer in source.answers(
            lambda count, findings: post(QuestionsSeen(run, count, findings)),
            lambda trouble: post(AskingTroubled(run, trouble)),
            cancel,
        ):
            some.append(answer)
            predictions.append(answer.prediction)
            if pace.due():
                post(Answered(run, tuple(some)))
                some.clear()
    except TrainscopeError as error:
        ended = error
    if some:
        post(Answered(run, tuple(some)))
    verdict = None
    try:
        verdict = judged(book, source.model, predictions)
    except TrainscopeError as error:  # the run book, which knows how right it was in training
        ended = ended or error
    post(AskingEnded(run, ended, verdict))
