"""What can be done about one endpoint of the list: ask it about photos, take it down, go on with its deployment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.endpointwords import interrupted_words, undeploy_lines
from core.errors import TrainscopeError
from core.job.status import JobKey
from core.text import clean
from tui.background import sentence
from tui.meeting import can_be_asked
from tui.readonly import forbidden

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.endpointlist import ListedEndpoint
    from tui.endpoints import Endpoints
    from tui.screens.endpoints import EndpointsPage
    from tui.services import Services

_SHOWN_ABOVE = 2
"""Lines about an endpoint and its job that stand in the row already."""


class EndpointDeeds:
    """Does it, or says why not.

    Args:
        page: shows the list, and opens what is to be seen.
        services: run book and engines.
        endpoints: what is known.
    """

    def __init__(self, page: EndpointsPage, services: Services, endpoints: Endpoints) -> None:
        self._page = page
        self._services = services
        self._endpoints = endpoints

    def idle_keys(self, row: ListedEndpoint | None) -> list[str]:
        """Ids of keys that would do nothing with this endpoint."""
        if row is None:
            keys = ["copy", "undeploy", "go_on", "ask"]
        else:
            fits = {
                "undeploy": not (row.ended is not None or row.begun or self._is_busy(row)),
                "go_on": self._can_go_on(row),
                "ask": can_be_asked(row),
            }
            keys = [name for name, does in fits.items() if not does]
        return [f"endpoints.{name}" for name in keys]

    def ask(self, row: ListedEndpoint) -> None:
        """Open the page on which it is asked about photos."""
        from tui.screens.predict import PredictPage

        name = clean(row.state.key.name)
        if can_be_asked(row):
            self._page.app.push_screen(PredictPage(self._services, row))
        elif row.ended is not None:
            self._page.notify(f"{name} is down: it cannot be asked.", markup=False)
        else:
            self._page.notify(f"{name} is only half made: it cannot be asked.", markup=False)

    def may_delete(self, row: ListedEndpoint) -> bool:
        """Whether it can be taken down; it is said why not."""
        name = clean(row.state.key.name)
        if forbidden(self._page, self._services, "take an endpoint down"):
            return False
        if row.begun:
            self._page.notify(f"{name} is being deployed just now.", markup=False)
        elif row.ended is not None:
            self._page.notify(f"{name} is down already.", markup=False)
        elif self._is_busy(row):
            self._page.notify(f"{name} is being taken down already.", markup=False)
        else:
            return True
        return False

    @staticmethod
    def deletion(row: ListedEndpoint, *, with_model_data: bool) -> Sequence[tuple[str, str]]:
        """What would be deleted and what it has cost, label and words."""
        lines = undeploy_lines(row.state, row.record, time.time(), with_model_data=with_model_data)
        return lines[_SHOWN_ABOVE:]

    def go_on(self, row: ListedEndpoint) -> None:
        """Review a deployment that was interrupted, and go on with it."""
        from tui.screens.deploy import DeployPage

        if row.record is None or not self._can_go_on(row):
            self._page.notify("There is no interrupted deployment to go on with here.", markup=False)
        elif not forbidden(self._page, self._services, "deploy a model"):
            key = JobKey(*(row.record.spec or {}).get("job", row.record.key))
            try:
                job = self._services.book.find(
                    key.name, engine=key.engine, account=key.account, region=key.region
                )
            except TrainscopeError as error:
                self._page.notify(sentence(error), severity="warning", markup=False)
                return
            self._page.app.push_screen(DeployPage(self._services, job, name=row.state.key.name))

    def _is_busy(self, row: ListedEndpoint) -> bool:
        return row.state.key in self._endpoints.doing()

    @staticmethod
    def _can_go_on(row: ListedEndpoint) -> bool:
        return row.record is not None and row.ended is None and bool(interrupted_words(row))
