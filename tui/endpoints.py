"""What the cockpit knows of endpoints: listed beside the screen, deployed, taken down; the meter of what they cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from core.attention.events import settled
from core.cancel import CancelToken
from core.endpointlist import in_book
from core.endpointmeter import meter_words
from core.errors import Cancelled, TrainscopeError
from core.text import clean
from tui.background import sentence, start
from tui.endpointthreads import deploy_model, take_endpoint_down, watch_endpoints
from tui.first_paint import after_first_paint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from threading import Thread

    from core.endpointlist import ListedEndpoint
    from core.engine.base import LaunchProgress
    from core.job.status import JobKey
    from tui.messages import AgreedDeployment, Deployed, DeploySeen, EndpointsListed, TakenDown
    from tui.screens.cockpit import Cockpit
    from tui.services import Services

_LAST_SECONDS = 3.0
"""That making an endpoint has to come to its end when the program ends; what is half made then is listed."""


@runtime_checkable
class ShowsEndpoints(Protocol):
    """A page that draws what is known of endpoints."""

    def show_endpoints(self) -> None:
        """More is known."""


@dataclass
class UnderWay:
    """An endpoint that is being made by this program."""

    cancel: CancelToken = field(default_factory=CancelToken)
    thread: Thread | None = None
    progress: LaunchProgress | None = None


class Endpoints:
    """All endpoints that are up or half made, from the run book at once and then from their engines."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self.rows: Sequence[ListedEndpoint] = ()
        self.trouble = ""
        self.asking = False
        self._cancel = CancelToken()
        self._going_down: dict[JobKey, str] = {}
        self._making: dict[JobKey, UnderWay] = {}
        self._awaited: set[tuple[JobKey, str]] = set()

    def begin(self) -> None:
        """Show what the run book knows; the engines are asked after the first paint, which must not wait for them."""
        self.read_book()
        after_first_paint(self._cockpit, self.ask)

    def read_book(self) -> None:
        """What the run book knows, with those that it has never seen."""
        try:
            known = in_book(self._services.book)
        except TrainscopeError as error:
            self.trouble = sentence(error)
            return
        shown = {(row.state, row.begun): row for row in self.rows}
        rows = [shown.get((row.state, row.begun), row) for row in known]
        rows += [row for row in self.rows if row.record is None]
        self.rows = sorted(rows, key=lambda row: row.since or 0.0, reverse=True)

    def ask(self, *, whole: bool = True) -> None:
        """Ask now, and from then on as often as is worth it.

        Args:
            whole: also which endpoints there are.
        """
        self._cancel.cancel()
        self._cancel = token = CancelToken()
        self.asking = whole = self.asking or whole  # a list that was on its way is still wanted

        def post(event: Any) -> None:
            if not token.cancelled:
                self._cockpit.post_message(event)

        body = partial(watch_endpoints, self._services, tuple(self.rows), post, token, whole=whole)
        start(self._cockpit, body, name="list endpoints")

    def meter(self) -> tuple[str, ...]:
        """How many are up and what they have cost, from long to short."""
        return meter_words(self.rows, self._cockpit.now)

    def doing(self) -> Mapping[JobKey, str]:
        """What is being done to endpoints by this program, in words."""
        steps = {key: clean(one.progress.step) for key, one in self._making.items() if one.progress}
        return {**steps, **self._going_down}

    def listed(self, event: EndpointsListed) -> None:
        """Show them, and say so if one answers by now or will not."""
        self.asking = False
        self.rows, self.trouble = event.rows, event.trouble
        for row in self.rows:
            name = (row.state.key, row.state.launch_id)
            if row.state.status.moving and row.fresh:
                self._awaited.add(name)
            elif name in self._awaited and row.fresh and row.state.key not in self._going_down:
                self._awaited.discard(name)
                self._announce(row)
        self._show()

    def deploy(self, agreed: AgreedDeployment) -> None:
        """Have an endpoint made beside the screen."""
        key = agreed.deployment.key
        making = self._making[key] = UnderWay()
        body = partial(deploy_model, self._services, agreed, self._cockpit.post_message, making.cancel)
        making.thread = start(self._cockpit, body, name=f"deploy {key.name}")

    def deploy_seen(self, event: DeploySeen) -> None:
        """Show how far it is."""
        if event.key in self._making:
            self._making[event.key].progress = event.progress
            self.read_book()
            self._show()

    def deployed(self, event: Deployed) -> None:
        """Its engine has taken it and makes it, or it came to nothing."""
        self._making.pop(event.key, None)
        self.read_book()
        if event.record is not None:
            self._awaited.add((event.record.key, event.record.launch_id))
        elif event.error is not None:
            self._say("Not deployed", event.error)
        self._show()
        self.ask(whole=False)

    def take_down(self, row: ListedEndpoint, *, with_model_data: bool) -> None:
        """Delete an endpoint beside the screen."""
        key = row.state.key
        if key in self._going_down:
            return
        self._going_down[key] = "being deleted"
        post = self._cockpit.post_message
        body = partial(
            take_endpoint_down, self._services, row, post, CancelToken(), with_model_data=with_model_data
        )
        start(self._cockpit, body, name=f"take {key.name} down")
        self._show()

    def taken_down(self, event: TakenDown) -> None:
        """Say what was deleted, or why nothing was."""
        key = event.row.state.key
        if event.waits:
            self._going_down[key] = "to be deleted"
            self._show()
            return
        self._going_down.pop(key, None)
        if event.error is not None:
            self._say("Not taken down", event.error)
        else:
            self.rows = [row for row in self.rows if row.state.key != key]
            deleted = ", ".join(map(clean, event.deleted or ()))
            words = f"deleted {deleted}" if deleted else "nothing was there any more"
            self._cockpit.notify(f"{clean(key.name)}: {words}", title="Taken down", markup=False)
        self.read_book()
        self._show()
        self.ask(whole=False)

    def leave(self) -> None:
        """The program ends: endpoints go on, also those that are being created."""
        self._cancel.cancel()
        for making in self._making.values():
            if making.thread is not None:
                making.thread.join(_LAST_SECONDS)
                making.cancel.cancel(later=True)
                making.thread.join(_LAST_SECONDS)

    def _show(self) -> None:
        self._cockpit.watching.draw_header()
        for screen in self._cockpit.app.screen_stack:  # one may lie below another page, and is come back to
            if isinstance(screen, ShowsEndpoints):
                screen.show_endpoints()

    def _announce(self, row: ListedEndpoint) -> None:
        self._cockpit.attention.announce(settled(row.state))

    def _say(self, title: str, error: TrainscopeError) -> None:
        if isinstance(error, Cancelled):
            self._cockpit.notify(sentence(error), markup=False)
        else:
            self._cockpit.notify(sentence(error), title=title, severity="error", timeout=20, markup=False)
