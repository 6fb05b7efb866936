"""The page on which an endpoint is asked about photos."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content

from core.cancel import CancelToken
from core.text import clean
from tui.asking import Inquiry
from tui.askmessages import TargetSeen
from tui.background import start
from tui.meeting import meet
from tui.screens.answers import AnswersPage
from tui.screens.place import PlacePage
from tui.widgets.ask_draw import target_line

if TYPE_CHECKING:
    from core.endpointlist import ListedEndpoint
    from tui.asking import Place
    from tui.services import Services


class PredictPage(PlacePage):
    """Takes a path, and opens the page of answers about what it names as soon as the endpoint can be asked.

    Args:
        services: settings, engines and keys.
        row: the endpoint.
    """

    WHAT = "A photo, a folder of photos, or a list (.lst):"

    def __init__(self, services: Services, row: ListedEndpoint) -> None:
        super().__init__(services)
        self._row = row
        self._seen = TargetSeen(None, "asking the engine…", waiting=True)
        self._place: Place | None = None
        self._cancel = CancelToken()

    def title_line(self) -> Content:
        """Which endpoint, and the job whose model it is where its name does not say that."""
        state = self._row.state
        job = f"  ·  from {clean(state.job)}" if state.job and state.job != state.key.name else ""
        return Content(f"Ask  {clean(state.key.name)}{job}")

    def state_line(self, width: int) -> Content:
        """Whether the endpoint can be asked."""
        return target_line(self._seen, self._place is not None, width)

    def on_mount(self) -> None:
        """The endpoint is met beside the screen."""
        self._meet()

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        self._cancel.cancel()

    def go(self, place: Place) -> None:
        """Ask as soon as the endpoint answers."""
        self._place = place
        if self._seen.target is None and not self._seen.waiting:
            self._meet()
        self.draw_state()
        self._ask()

    @on(TargetSeen)
    def _target_seen(self, event: TargetSeen) -> None:
        self._seen = event
        self.draw_state()
        self._ask()

    def _ask(self) -> None:
        """Open the answers, if it is known what is asked about and that somebody answers."""
        target, place = self._seen.target, self._place
        if target is None or place is None:
            return
        self._place = None
        engine = self.services.engine_for(target.state.key)
        key = self.services.first_key("answers.trained")
        self.app.push_screen(AnswersPage(self.services, Inquiry(engine, target, place, f"key {key}")))

    def _meet(self) -> None:
        self._cancel.cancel()
        self._cancel = CancelToken()
        self._seen = TargetSeen(None, "Asking the engine about it…", waiting=True)
        self.draw_state()
        start(
            self,
            partial(meet, self.services, self._row, self.post_message, self._cancel),
            name="meet an endpoint",
        )
