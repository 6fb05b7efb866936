"""What the cockpit does with batch transforms: opens the pages that lead to one, and its answers once it has ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.errors import TrainscopeError
from core.job.answering import answered_words
from core.text import clean
from core.trained import trained_model
from tui.background import sentence, start
from tui.job_facts import transform_of
from tui.readonly import forbidden
from tui.transformmessages import ResultsFound, TransformConfirmed
from tui.transformthreads import find_results

if TYPE_CHECKING:
    from core.job.status import Status
    from core.runs import Record
    from tui.screens.cockpit import Cockpit
    from tui.services import Services

    TransformMessage = TransformConfirmed | ResultsFound


class Transforms:
    """They are started by `Launches` and followed by `JobWatch`, as any job."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self._cancel = CancelToken()

    def begin(self, record: Record | None, status: Status | None = None) -> None:
        """Take the photos that a job's model is to be asked about, then review.

        Args:
            record: of the job.
            status: a newer one than the run book's; None if that is not known.
        """
        from tui.screens.transform import TransformPlacePage

        if record is None:
            self._cockpit.notify("There is no job whose model could be asked.", markup=False)
        elif not forbidden(self._cockpit, self._services, "start a batch transform") and self.has_model(
            record, status
        ):
            self._cockpit.app.push_screen(TransformPlacePage(self._services, record))

    def has_model(self, record: Record, status: Status | None = None) -> bool:
        """Whether a job may have a model, as far as is known here; it is said if it has none.

        Args:
            record: of the job.
            status: a newer one than the run book's; None if that is not known.
        """
        state, facts = record.state, transform_of(record)
        if facts is not None:
            of = f" Choose the job that it asks: {clean(facts.job)}." if facts.job else ""
            text = (
                f"{clean(record.key.name)} is a batch transform: it has answers, and no model of its own.{of}"
            )
        elif state is None or (status is not None and status is not state.status):
            return True  # the review asks the engine
        else:
            try:
                trained_model(record, state)
            except TrainscopeError as error:
                text = sentence(error)
            else:
                return True
        self._cockpit.notify(text, severity="warning", timeout=10, markup=False)
        return False

    def answers(self, record: Record, status: Status | None = None) -> None:
        """Show the answers of a batch transform, or say why there are none yet.

        Args:
            record: of a batch transform.
            status: a newer one than the run book's; None if that is not known.
        """
        status = status or (record.state.status if record.state is not None else None)
        if status is not None and status.terminal:
            self._cancel.cancel()
            self._cancel = CancelToken()
            body = partial(find_results, self._services, record, self._cockpit.post_message, self._cancel)
            start(self._cockpit, body, name=f"answers of {record.key.name}")
            return
        facts = transform_of(record)
        known = answered_words(facts) if facts is not None else ""
        by_now = f" It has {known} by now." if known.startswith("answered") else ""
        text = f"The answers of {clean(record.key.name)} can be seen once it has ended.{by_now}"
        self._cockpit.notify(text, markup=False)

    def heard(self, event: TransformMessage) -> None:
        """One was agreed to, or answers can be read."""
        match event:
            case TransformConfirmed():
                self._close_place()
                self._cockpit.launches.start_transform(event.agreed)
            case ResultsFound():
                self._found(event)

    def leave(self) -> None:
        """The program ends: nobody waits for answers."""
        self._cancel.cancel()

    def _close_place(self) -> None:
        from tui.screens.transform import TransformPlacePage

        page = self._cockpit.app.screen
        if isinstance(page, TransformPlacePage):
            page.dismiss()

    def _found(self, event: ResultsFound) -> None:
        from tui.screens.answers import AnswersPage

        if event.error is not None:
            self._cockpit.notify(sentence(event.error), severity="warning", timeout=20, markup=False)
        elif event.source is not None and self._cockpit.app.screen is self._cockpit:
            self._cockpit.app.push_screen(AnswersPage(self._services, event.source))
