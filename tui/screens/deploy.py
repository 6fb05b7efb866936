"""The review of a deployment: what would be made, what it costs until it is taken down; enter deploys, errors block."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from core.errors import TrainscopeError, UsageError
from core.finding import has_errors
from core.job.spec import NAME_PATTERN
from core.machines import machine_fault, typed_machine, with_machine
from core.text import clean
from tui.background import sentence
from tui.endpointthreads import review_deployment
from tui.keys import bindings
from tui.messages import AgreedDeployment, DeployConfirmed, DeployReviewed
from tui.screens.asked_page import AskedPage
from tui.widgets.deploy_draw import deploy_rows
from tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.cancel import CancelToken
    from core.config import HostingSettings
    from core.engine.base import Capabilities
    from core.runs import Record
    from tui.background import Post
    from tui.keys import Where
    from tui.services import Services


class DeployPage(AskedPage[AgreedDeployment]):
    """Shows what deploying the model of a job would make; machine and name can be changed; posts `DeployConfirmed`.

    Args:
        services: run book and engines.
        record: of the job.
        name: of the endpoint; None: the job's.
    """

    WHERE: ClassVar[Where] = "deploy"
    GO = "deploy.start"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("deploy")]
    DEFAULT_CSS = """
    DeployPage LineInput { dock: bottom; margin: 0 1 1 1; }
    """

    def __init__(self, services: Services, record: Record, *, name: str | None = None) -> None:
        super().__init__(services)
        self._record = record
        self._name: str = name or record.key.name
        self._hosting: HostingSettings = services.settings.hosting

    def compose(self) -> ComposeResult:
        """The page and, over its keys, a line to type into."""
        yield from super().compose()
        yield LineInput(self._fault, self._keep)

    @property
    def place(self) -> str:
        """Where the job ran, and its model will answer."""
        said = self._capabilities
        return said.place if said is not None else " ".join(filter(None, self._record.key[:3]))

    @property
    def _capabilities(self) -> Capabilities | None:
        try:
            return self.services.engine_for(self._record.key).capabilities
        except TrainscopeError:  # told by the review
            return None

    def title_line(self) -> Content:
        """The first line."""
        return Content.assemble("Deploy  ", clean(self._record.key.name), "  on ", clean(self.place))

    def ask(self, post: Post, cancel: CancelToken) -> None:
        """Ask the engine for its review."""
        review_deployment(self.services, self._record, self._name, self._hosting, post, cancel)

    @on(DeployReviewed)
    def _reviewed(self, event: DeployReviewed) -> None:
        self.answered(event.answer, event.error)

    def answer_lines(self, width: int) -> list[Content]:
        """Verdict, what is made, what it costs, findings."""
        if self.answer is None:
            return []
        return deploy_rows(
            self._record,
            self.answer.deployment,
            self.answer.review,
            width,
            capabilities=self.answer.engine.capabilities,
            machine_key=self.services.first_key("deploy.machine"),
        )

    def error_lines(self, error: TrainscopeError, width: int) -> list[Content]:
        """What stands in the way; if it may be the endpoint's name, how to choose another."""
        why = clean(error.why)
        parts = [Content.styled(f"✗ {sentence(error)}", "bold $error")]
        if why and why not in parts[0].plain:
            parts.append(Content(why))
        if isinstance(error, UsageError) and "--name" in error.fix:
            parts.append(Content(f"Here {self.services.first_key('deploy.name')} gives it another name."))
        return [line for part in parts for line in part.wrap(width)]

    def keys(self) -> tuple[Where, ...]:
        """While something is typed, the field's keys."""
        return ("field",) if self._typing else super().keys()

    def idle_keys(self) -> tuple[str, ...]:
        """Without machines to choose from, that key too."""
        return (*super().idle_keys(), *(() if self._has_machines else ("deploy.machine",)))

    @property
    def request(self) -> Mapping[str, object] | None:
        """The exact request."""
        return self.answer.review.request if self.answer is not None else None

    @property
    def may_go(self) -> bool:
        """Whether it may be deployed."""
        return (
            self.answer is not None
            and not has_errors(self.answer.review.findings)
            and not self.services.read_only
        )

    def go(self) -> None:
        """Deploy it as it is shown."""
        if self.answer is not None:
            self.app.screen_stack[0].post_message(DeployConfirmed(self.answer))

    def action_machine(self) -> None:
        """Type another machine."""
        if self._has_machines:
            self._open("machine", typed_machine(self._hosting))
        else:
            self.notify("This machine is the only one here.", markup=False)

    def action_name(self) -> None:
        """Type another name."""
        self._open("name", self._name)

    def _open(self, subject: str, text: str) -> None:
        field = self.query_one(LineInput)
        field.placeholder = (
            "ml.m5.large, or MB of a serverless one" if subject == "machine" else "the endpoint's name"
        )
        field.open(subject, text)
        self.draw()

    def _fault(self, subject: str, text: str) -> str:
        if subject == "machine":
            return machine_fault(text)
        fits = NAME_PATTERN.fullmatch(text) is not None
        return "" if fits else "a name has 1 to 63 letters, digits and single hyphens between them"

    def _keep(self, subject: str, text: str) -> None:
        if subject == "machine":
            self._hosting = with_machine(self._hosting, text)
        else:
            self._name = text
        self.ask_anew()

    @on(LineInput.Refused)
    def _refused(self, event: LineInput.Refused) -> None:
        self.notify(f"{event.problem[:1].upper()}{event.problem[1:]}.", severity="warning", markup=False)

    @on(LineInput.Left)
    def _left(self) -> None:
        self.draw()

    @property
    def _typing(self) -> bool:
        return self.query_one(LineInput).display

    @property
    def _has_machines(self) -> bool:
        said = self._capabilities
        return said is not None and said.costs
