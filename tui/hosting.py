"""What the cockpit does with what a job has trained: deploys it, asks it, lists its endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.job_facts import transform_of
from tui.meeting import can_be_asked, endpoint_of
from tui.messages import DeployConfirmed, Deployed, DeploySeen, EndpointsListed, TakenDown
from tui.readonly import forbidden

if TYPE_CHECKING:
    from core.job.status import JobKey
    from core.runs import Record
    from tui.screens.cockpit import Cockpit
    from tui.services import Services

    HostingMessage = DeployConfirmed | DeploySeen | Deployed | EndpointsListed | TakenDown


class Hosting:
    """Opens the pages about endpoints, and passes on to `Endpoints` what is said of them."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services

    def deploy(self, record: Record | None) -> None:
        """Review, then deploy the model of a job."""
        from tui.screens.deploy import DeployPage

        if record is None:
            self._cockpit.notify("There is no job to deploy.", markup=False)
        elif transform_of(record) is not None:
            self._cockpit.transforms.has_model(record)  # it says why not
        elif not forbidden(self._cockpit, self._services, "deploy a model"):
            self._cockpit.app.push_screen(DeployPage(self._services, record))

    def ask(self) -> None:
        """Show the answers if a batch transform is shown; else ask the job's endpoint, or the only one there is."""
        from tui.screens.predict import PredictPage

        shown = self._cockpit.watching.record
        if shown is not None and transform_of(shown) is not None:
            self._cockpit.transforms.answers(shown)
            return
        rows = [row for row in self._cockpit.endpoints.rows if can_be_asked(row)]
        row = endpoint_of(rows, shown.key if shown else None)
        if row is not None:
            self._cockpit.app.push_screen(PredictPage(self._services, row))
        elif rows:
            self.show_endpoints()
        else:
            key = self._services.first_key("job.deploy")
            text = f"No endpoint is up. {key} deploys the model of the job that is shown."
            self._cockpit.notify(text, markup=False)

    def show_endpoints(self, key: JobKey | None = None) -> None:
        """The list of endpoints, one of them marked."""
        from tui.screens.endpoints import EndpointsPage

        shown = self._cockpit.app.screen
        known = self._cockpit.endpoints
        page = shown if isinstance(shown, EndpointsPage) else EndpointsPage(self._services, known)
        page.mark(key)
        if page is not shown:
            self._cockpit.app.push_screen(page)

    def heard(self, event: HostingMessage) -> None:
        """Something was decided, or became known, of endpoints."""
        endpoints = self._cockpit.endpoints
        match event:
            case DeployConfirmed():
                endpoints.deploy(event.agreed)
                self.show_endpoints(event.agreed.deployment.key)
            case DeploySeen():
                endpoints.deploy_seen(event)
            case Deployed():
                endpoints.deployed(event)
            case EndpointsListed():
                endpoints.listed(event)
            case TakenDown():
                endpoints.taken_down(event)
