"""The review of a deployment: what would be made, what it costs until it is taken down; enter deploys, errors block."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from core.errors import TrainscopeError, UsageError
from core.job.spec import NAME_PATTERN
from core.machines import machine_fault, typed_machine, with_machine
from core.text import clean
from tui.endpointthreads import review_deployment
from tui.keys import bindings
from tui.messages import AgreedDeployment, DeployConfirmed, DeployReviewed
from tui.screens.model_review import ModelReview
from tui.widgets.deploy_draw import deploy_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import BindingType

    from core.cancel import CancelToken
    from core.runs import Record
    from tui.background import Post
    from tui.keys import Where
    from tui.services import Services


class DeployPage(ModelReview[AgreedDeployment]):
    """Shows what deploying the model of a job would make; machine and name can be changed; posts `DeployConfirmed`.

    Args:
        services: run book and engines.
        record: of the job.
        name: of the endpoint; None: the job's.
    """

    WHERE: ClassVar[Where] = "deploy"
    GO = "deploy.start"
    PLACEHOLDERS: ClassVar[Mapping[str, str]] = {
        "machine": "ml.m5.large, or MB of a serverless one",
        "name": "the endpoint's name",
    }
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("deploy")]

    def __init__(self, services: Services, record: Record, *, name: str | None = None) -> None:
        super().__init__(services, record)
        self._called: str = name or record.key.name

    def title_line(self) -> Content:
        """The first line."""
        return Content.assemble("Deploy  ", clean(self.record.key.name), "  on ", clean(self.place))

    def ask(self, post: Post, cancel: CancelToken) -> None:
        """Ask the engine for its review."""
        review_deployment(self.services, self.record, self._called, self.hosting, post, cancel)

    @on(DeployReviewed)
    def _reviewed(self, event: DeployReviewed) -> None:
        self.answered(event.answer, event.error)

    def answer_lines(self, width: int) -> list[Content]:
        """Verdict, what is made, what it costs, findings."""
        if self.answer is None:
            return []
        return deploy_rows(
            self.record,
            self.answer.deployment,
            self.answer.review,
            width,
            capabilities=self.answer.engine.capabilities,
            machine_key=self.services.first_key("deploy.machine"),
        )

    def error_lines(self, error: TrainscopeError, width: int) -> list[Content]:
        """What stands in the way; if it may be the endpoint's name, how to choose another."""
        lines = super().error_lines(error, width)
        if isinstance(error, UsageError) and "--name" in error.fix:
            text = f"Here {self.services.first_key('deploy.name')} gives it another name."
            lines += Content(text).wrap(width)
        return lines

    def go(self) -> None:
        """Deploy it as it is shown."""
        if self.answer is not None:
            self.app.screen_stack[0].post_message(DeployConfirmed(self.answer))

    def action_machine(self) -> None:
        """Type another machine."""
        self.type_machine("machine", typed_machine(self.hosting))

    def action_name(self) -> None:
        """Type another name."""
        self.type_text("name", self._called)

    def fault(self, subject: str, text: str) -> str:
        """What is wrong with a machine or name."""
        if subject == "machine":
            return machine_fault(text)
        fits = NAME_PATTERN.fullmatch(text) is not None
        return "" if fits else "a name has 1 to 63 letters, digits and single hyphens between them"

    def keep(self, subject: str, text: str) -> None:
        """Take the machine or name."""
        if subject == "machine":
            self.hosting = with_machine(self.hosting, text)
        else:
            self._called = text
