"""From the form to a draft: reading the data set, judging the values, opening the review."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core.cancel import CancelToken
from core.errors import TrainscopeError
from core.finding import has_errors
from core.job import hyperparameters
from core.preflight import of_values
from core.text import clean_path
from tui.background import read_dataset, sentence, start
from tui.first_paint import after_first_paint
from tui.messages import DataSetSeen
from tui.widgets.dataset_draw import DataSetView
from tui.widgets.dataset_pane import DatasetPane
from tui.widgets.form_pane import FormPane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.launch import Draft
    from core.runs import Record
    from tui.screens.cockpit import Cockpit
    from tui.screens.review import ReviewPage
    from tui.services import Services

_SIZE_VALUES = ("image_shape", "resize")
"""The hyperparameters that photos are judged by: a change of theirs means checking again."""


@runtime_checkable
class ShowsView(Protocol):
    """A page that draws what is known of the data set."""

    def show_view(self, view: DataSetView) -> None:
        """More is known."""


def unread(services: Services) -> DataSetView:
    """What is known of the data set before it is read."""
    return DataSetView(path=services.settings.dataset.place, recorded=services.recorded)


class Launching:
    """Holds what is known of the data set, and what the form's values come to with it."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self.view = unread(services)
        self._given: Mapping[str, str] = dict(services.settings.hyperparameters)
        self.generation = 0
        self._cancel = CancelToken()
        self._form_errors = 0
        self._start = services.start
        self._review_waits = False
        self._last: tuple[ReviewPage, int] | None = None

    def read(self) -> None:
        """Read the data set from the start; an earlier reading is given up."""
        self.cancel()
        self.generation += 1
        self._cancel = CancelToken()
        self.view = unread(self._services)
        self._show()
        if self.view.path is None:
            self._judge()
            return
        body = partial(
            read_dataset,
            self._services,
            self._values(),
            self.generation,
            self._cockpit.post_message,
            self._cancel,
        )
        begin = partial(start, self._cockpit, body, name="read the data set")
        if self.generation == 1:
            after_first_paint(self._cockpit, begin)
        else:
            begin()

    def cancel(self) -> None:
        """Give up reading."""
        self._cancel.cancel()

    def seen(self, event: DataSetSeen) -> None:
        """More is known of the data set."""
        if event.generation != self.generation:
            return
        first = self.view.dataset is None and event.view.dataset is not None
        self.view = event.view
        if first:
            self._judge()
        self._show()
        if event.done or event.view.dataset is not None:
            self._review_if_asked()
        if event.done and self._start:
            self._start = False
            self._launch_at_once()

    def values_changed(self, given: Mapping[str, str]) -> None:
        """Judge the form's new values; check the photos again if they are judged by them."""
        before = self._values()
        self._given = dict(given)
        self._judge()
        after = self._values()
        if any(before.get(name) != after.get(name) for name in _SIZE_VALUES):
            self.read()

    def consider(self, given: Mapping[str, str]) -> None:
        """Show in the form what would be wrong with these values; they are not taken yet."""
        facts = self._facts()
        if facts is not None:
            values = hyperparameters.resolve(given, facts)
            findings = of_values(self._services.settings, values, facts)
            self._cockpit.query_one(FormPane).show(resolved=self._values(), findings=findings)

    def review(self) -> None:
        """Open the launch review, or say what is missing; after one that named bad photos, read them again first."""
        if self._may_be_mended():
            self.read()
            self.review_when_read()
            return
        draft = self._draft()
        if draft is None:
            return
        from tui.screens.review import ReviewPage

        page = ReviewPage(self._services, draft, self.view)
        self._last = page, self.generation
        self._cockpit.app.push_screen(page)

    def _may_be_mended(self) -> bool:
        """Whether the photos have not been read since a review named errors of theirs."""
        page, generation = self._last or (None, self.generation)
        self._last = None
        return page is not None and page.blames_photos and generation == self.generation

    def take(self, record: Record, *, review: bool) -> None:
        """Take a job's values into the form, and go straight to the review if asked to."""
        from core.launch import given_from

        try:
            given = given_from(record)
        except TrainscopeError as error:
            self._cockpit.notify(sentence(error), severity="warning", markup=False)
            return
        self._cockpit.query_one(FormPane).set_given(given, of=record.key.name)
        self.values_changed(given)
        self._tell_other_data(record)
        if review:
            self.review_when_read()
        else:
            self._cockpit.action_pane("form")
            self._cockpit.notify(f"Values of {record.key.name} are in the form.", markup=False)

    def _tell_other_data(self, record: Record) -> None:
        """Say so if the job was trained on other photos than the ones that are open."""
        path = self._services.settings.dataset.place
        other = str((record.spec or {}).get("dataset", ""))
        if other and path is not None and other not in (str(path), str(Path(path).absolute())):
            text = f"{record.key.name} was trained on {clean_path(other)}; this is {clean_path(path)}."
            self._cockpit.notify(text, severity="warning", timeout=10, markup=False)

    def review_when_read(self) -> None:
        """Open the launch review as soon as the data set is read; at once if it is."""
        self._review_waits = True
        if self.view.dataset is not None or self.view.error or self.view.path is None:
            self._review_if_asked()

    def _review_if_asked(self) -> None:
        if self._review_waits:
            self._review_waits = False
            self.review()

    def _launch_at_once(self) -> None:
        draft = self._draft()
        if draft is not None and not has_errors(draft.findings):
            self._cockpit.launches.start(draft)

    def _draft(self) -> Draft | None:
        from core import launch

        dataset = self.view.dataset
        if dataset is None:
            text = (
                self.view.error or "No data set is read yet: wait for the count, or start with --dataset DIR."
            )
            self._cockpit.notify(text, severity="warning", markup=False)
            return None
        try:
            given = self._cockpit.query_one(FormPane).given
            return launch.prepare(self._services.settings, dataset, given=given)
        except TrainscopeError as error:
            self._say(error)
            return None

    def _show(self) -> None:
        """Draw what is known of the data set, also on the pages that are open over the cockpit."""
        self.view = view = replace(self.view, form_errors=self._form_errors)
        data, cockpit = view.dataset, self._cockpit
        # With several labels a photo a line says what the bars count.
        cockpit.arrangement.make_room(len(data.classes) + data.multi_label if data else 0)
        cockpit.query_one(DatasetPane).show(view)
        for screen in cockpit.app.screen_stack:
            if isinstance(screen, ShowsView):
                screen.show_view(view)

    def _judge(self) -> None:
        values, facts = self._values(), self._facts()
        settings = self._services.settings
        findings = of_values(settings, values, facts) if facts is not None else []
        self._cockpit.query_one(FormPane).show(resolved=values, findings=findings)
        self._form_errors = sum(finding.level == "error" for finding in findings)
        self._show()

    def _values(self) -> dict[str, str]:
        return hyperparameters.resolve(self._given, self._facts())

    def _facts(self) -> hyperparameters.DataFacts | None:
        return hyperparameters.DataFacts.of(self.view.dataset) if self.view.dataset is not None else None

    def _say(self, error: TrainscopeError) -> None:
        self._cockpit.notify(sentence(error), severity="error", timeout=20, markup=False)
