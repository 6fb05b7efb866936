"""A batch transform before it is started: which photos, then the review; enter starts it, errors block."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from core.errors import UsageError
from core.job.spec import new_batch_name
from core.machines import count_fault, instance_fault
from core.photoplace import photo_place
from core.text import clean
from tui.background import sentence
from tui.keys import bindings
from tui.screens.model_review import ModelReview
from tui.screens.place import PlacePage
from tui.transformmessages import AgreedTransform, TransformConfirmed, TransformReviewed
from tui.transformthreads import review_transform
from tui.widgets.ask_draw import classes_words
from tui.widgets.transform_draw import transform_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import BindingType

    from core.cancel import CancelToken
    from core.engine.transforming import PhotoPlace
    from core.runs import Record
    from tui.asking import Place
    from tui.background import Post
    from tui.keys import Where
    from tui.services import Services


class TransformPlacePage(PlacePage):
    """Takes a folder or list, and opens the review of a batch transform of its photos.

    Args:
        services: settings, engines and keys.
        record: of the job whose model is asked.
    """

    WHAT = "A folder of photos, or a list (.lst):"

    def __init__(self, services: Services, record: Record) -> None:
        super().__init__(services)
        self._record = record

    def title_line(self) -> Content:
        """Whose model is asked."""
        return Content(f"Batch transform  of {clean(self._record.key.name)}")

    def state_line(self, width: int) -> Content:
        """The classes that it tells apart."""
        names = tuple(map(str, (self._record.spec or {}).get("classes", ())))
        text = "A job of its own asks the model about all photos, without an endpoint."
        lines = [Content(text), Content(classes_words(names)).truncate(width, ellipsis=True)]
        return Content("\n").join(line for line in lines if line).stylize("$text-dim")

    def go(self, place: Place) -> None:
        """Review a batch transform of what is there."""
        if place.kind == "photo":
            key = self.services.first_key("ask.open")
            self.tell(
                f"That is one photo. Name its folder or a list; {key} in the cockpit asks about one photo."
            )
            return
        try:
            root, list_file = (place.root, str(place.path)) if place.kind == "list" else (place.path, None)
            photos = photo_place(str(root), list_file)
        except UsageError as error:
            self.tell(sentence(error))
        else:
            self.app.push_screen(TransformPage(self.services, self._record, photos))


class TransformPage(ModelReview[AgreedTransform]):
    """Shows what a batch transform would send, create and cost; machines can be changed; posts `TransformConfirmed`.

    Args:
        services: run book and engines.
        record: of the job whose model is asked.
        photos: where they are.
    """

    WHERE: ClassVar[Where] = "transform"
    GO = "transform.start"
    PLACEHOLDERS: ClassVar[Mapping[str, str]] = {"machine": "ml.m5.large", "count": "how many instances"}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("transform")]

    def __init__(self, services: Services, record: Record, photos: PhotoPlace) -> None:
        super().__init__(services, record)
        self._photos = photos
        self._called: str = new_batch_name(record.key.name, time.time())

    def title_line(self) -> Content:
        """The first line."""
        return Content(f"Batch transform  of {clean(self.record.key.name)}  on {clean(self.place)}")

    def ask(self, post: Post, cancel: CancelToken) -> None:
        """Look for the photos, and ask the engine for its review."""
        review_transform(self.services, self.record, self._photos, self._called, self.hosting, post, cancel)

    @on(TransformReviewed)
    def _reviewed(self, event: TransformReviewed) -> None:
        self.answered(event.answer, event.error)

    def answer_lines(self, width: int) -> list[Content]:
        """Verdict, what it costs, what is asked by what, findings."""
        if self.answer is None:
            return []
        return transform_rows(
            self.record,
            self.answer.draft.transform,
            self.answer.review,
            width,
            capabilities=self.answer.engine.capabilities,
            machine_key=self.services.first_key("transform.machine"),
        )

    def idle_keys(self) -> tuple[str, ...]:
        """Without machines to choose from, their number is none either."""
        return (*super().idle_keys(), *(() if self.has_machines else ("transform.count",)))

    def go(self) -> None:
        """Start it as it is shown."""
        if self.answer is not None:
            self.app.screen_stack[0].post_message(TransformConfirmed(self.answer))

    def action_machine(self) -> None:
        """Type another machine."""
        self.type_machine("machine", self.hosting.instance_type)

    def action_count(self) -> None:
        """Type another number of machines."""
        self.type_machine("count", str(self.hosting.instance_count))

    def fault(self, subject: str, text: str) -> str:
        """What is wrong with a machine or their number."""
        return instance_fault(text) if subject == "machine" else count_fault(text)

    def keep(self, subject: str, text: str) -> None:
        """Take the machine or their number."""
        if subject == "machine":
            self.hosting = replace(self.hosting, instance_type=text)
        else:
            self.hosting = replace(self.hosting, instance_count=int(text))
