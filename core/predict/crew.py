"""The threads that ask an endpoint about photos, and what ends their work."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.errors import Cancelled, CredentialsExpired, EngineError, EngineRefused, EngineUnreachable, NotFound
from core.finding import Finding
from core.predict.answers import Prediction
from core.predict.pace import Pace
from core.predict.photos import ready
from core.predict.question import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.engine.hosting import Hosting
    from core.predict.question import Asking, Question

GRACE = 5.0
"""Seconds that photos on their way are waited for when no more are sent."""
_IN_VAIN = 16
"""Photos that may be refused before one is answered."""
_LOOK = 0.1


class Crew:
    """The threads that ask. They are daemons: one that hangs in a socket holds up no program that is to end.

    Args:
        hosting: where the endpoint is.
        asking: which one, and how.
        questions: photos.
        cancel: ends it.
        on_trouble: as in `core.predict.many.ask`.

    `answers` has what came of each question, by its place, until somebody takes it out.
    """

    def __init__(
        self,
        hosting: Hosting,
        asking: Asking,
        questions: Sequence[Question],
        cancel: CancelToken,
        on_trouble: Callable[[EngineUnreachable | None], None],
    ) -> None:
        self.answers: dict[int, Answer] = {}
        self.stop = CancelToken()
        self._hosting, self._asking = hosting, asking
        self._questions = questions
        self._cancel = cancel
        self._on_trouble = on_trouble
        self._pace = Pace(asking.at_once, asking.patience, random.random)
        self._changed = threading.Condition()
        self._next = 0
        self._running = 0
        self._error: EngineError | None = None
        self._failure: BaseException | None = None
        self._in_trouble = False
        self._given = False
        self._refusals = 0

    def start(self) -> None:
        """Begin to ask."""
        self._running = min(self._asking.at_once, len(self._questions))
        for number in range(self._running):
            threading.Thread(target=self._work, name=f"predict-{number}", daemon=True).start()

    def wait_for(self, place: int) -> bool:
        """Wait for an answer; False if there will be none, because asking has ended."""
        with self._changed:
            while place not in self.answers and self._running and not self._ending():
                self._changed.wait(_LOOK)
            if self._ending() and place not in self.answers and not self.stop.cancelled:
                self.stop.cancel()
                self._changed.wait_for(lambda: not self._running, GRACE)
            return place in self.answers

    def raise_error(self) -> None:
        """Raise what ended the asking, if anything did."""
        if self._failure is not None:
            raise self._failure
        if self._error is not None:
            raise self._error
        self._cancel.check()

    def _ending(self) -> bool:
        return self._cancel.cancelled or self._error is not None or self._failure is not None

    def _work(self) -> None:
        try:
            while (place := self._take()) is not None:
                answer = self._answer(self._questions[place])
                with self._changed:
                    self.answers[place] = answer
                    self._changed.notify_all()
        except Cancelled:
            return
        except EngineError as error:
            self._error = self._error or error
        except BaseException as error:  # noqa: BLE001 - a fault of the program: raised again where the answers are read
            self._failure = error
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _take(self) -> int | None:
        with self._changed:
            if self.stop.cancelled or self._ending() or self._next == len(self._questions):
                return None
            self._next += 1
            return self._next - 1

    def _answer(self, question: Question) -> Answer:
        asking = self._asking
        nothing = Prediction(question.name, truth=question.truth, several=asking.several)
        made = ready(question.source, question.name, asking.most_bytes, asking.sight)
        if made.photo is None:
            return Answer(question, nothing, made.findings)
        try:
            probabilities = self._ask(made.photo.content, made.photo.content_type)
        except (NotFound, EngineRefused, EngineUnreachable):
            raise
        except EngineError as error:
            self._count_refusal(error)
            return Answer(question, nothing, (*made.findings, _refused(error, question.name)))
        self._given = True
        prediction = Prediction(question.name, probabilities, question.truth, asking.several)
        return Answer(question, prediction, made.findings)

    def _count_refusal(self, error: EngineError) -> None:
        """Give up on an endpoint that has answered nothing at all."""
        with self._changed:
            self._refusals += 1
            if not self._given and self._refusals >= _IN_VAIN:
                raise EngineError(
                    f"the endpoint {self._asking.endpoint} has not answered about any of {self._refusals} photos",
                    why=str(error),
                    fix=error.fix,
                )

    def _ask(self, content: bytes, content_type: str) -> tuple[float, ...]:
        """The endpoint's answer, asked for again as long as the patience lasts."""
        while True:
            began = self._pace.enter(self.stop)
            try:
                answer = self._hosting.invoke(self._asking.endpoint, content, content_type)
            except CredentialsExpired:
                self._pace.leave(began, None)
                raise
            except EngineUnreachable as error:
                again = self._pace.leave(began, error)
                if not again:
                    raise
                self._tell(error)
            except BaseException:
                self._pace.leave(began, None)
                raise
            else:
                self._pace.leave(began, None)
                self._tell(None)
                return answer

    def _tell(self, trouble: EngineUnreachable | None) -> None:
        if trouble is None and not self._in_trouble:
            return
        self._in_trouble = trouble is not None
        self._on_trouble(trouble)


def _refused(error: EngineError, name: str) -> Finding:
    return Finding("error", "no-answer", error.what, name, why=error.why, fix=error.fix)
