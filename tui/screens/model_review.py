"""The base of reviews about the model of a job: what would be made of it, on machines that can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.content import Content

from core.errors import TrainscopeError
from core.finding import has_errors
from core.text import clean
from tui.background import sentence
from tui.screens.typed_page import TypedPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.config import HostingSettings
    from core.engine.base import Capabilities
    from core.engine.hosting import DeployReview
    from core.runs import Record
    from tui.services import Services


class Agreed(Protocol):
    """What a review is about, and what the engine says of it."""

    @property
    def review(self) -> DeployReview:
        """What it would make and cost, with all findings."""


Answer = TypeVar("Answer", bound=Agreed)


class ModelReview(TypedPage[Answer]):
    """A review whose machines can be changed; what is typed is kept by the subclass.

    Its keys have the id ``<WHERE>.machine`` too.

    Args:
        services: run book and engines.
        record: of the job whose model it is.
    """

    def __init__(self, services: Services, record: Record) -> None:
        super().__init__(services)
        self.record = record
        self.hosting: HostingSettings = services.settings.hosting

    @property
    def place(self) -> str:
        """Where the job ran, and its model will answer."""
        said = self._capabilities
        return said.place if said is not None else " ".join(filter(None, self.record.key[:3]))

    @property
    def has_machines(self) -> bool:
        """Whether there are machines to choose from."""
        said = self._capabilities
        return said is not None and said.costs

    @property
    def _capabilities(self) -> Capabilities | None:
        try:
            return self.services.engine_for(self.record.key).capabilities
        except TrainscopeError:  # told by the review
            return None

    @property
    def request(self) -> Mapping[str, object] | None:
        """The exact request."""
        return self.answer.review.request if self.answer is not None else None

    @property
    def may_go(self) -> bool:
        """Whether no error and no --read-only stands in the way."""
        return (
            self.answer is not None
            and not has_errors(self.answer.review.findings)
            and not self.services.read_only
        )

    def error_lines(self, error: TrainscopeError, width: int) -> list[Content]:
        """What stands in the way, and why."""
        why = clean(error.why)
        parts = [Content.styled(f"✗ {sentence(error)}", "bold $error")]
        if why and why not in parts[0].plain:
            parts.append(Content(why))
        return [line for part in parts for line in part.wrap(width)]

    def idle_keys(self) -> tuple[str, ...]:
        """Without machines to choose from, that key too."""
        return (*super().idle_keys(), *(() if self.has_machines else (f"{self.WHERE}.machine",)))

    def type_machine(self, subject: str, text: str) -> None:
        """Type about machines, if there are any to choose from."""
        if self.has_machines:
            self.type_text(subject, text)
        else:
            self.notify("This machine is the only one here.", markup=False)
