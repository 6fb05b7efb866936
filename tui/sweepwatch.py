"""The sweeps that are followed, each by a thread of its own, and what is known of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core.attention.events import sweep_ended
from core.cancel import CancelToken
from tui.background import start
from tui.sweepthreads import follow

if TYPE_CHECKING:
    from core.runs import SweepRecord
    from tui.screens.cockpit import Cockpit
    from tui.services import Services
    from tui.sweepmessages import SweepView


class SweepWatch:
    """Knows them whether a page is open or not, and announces the end of those that were not over before."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self._views: dict[int, SweepView] = {}
        self._following: dict[int, CancelToken] = {}
        self._awaited: set[int] = set()

    def view_of(self, record: SweepRecord) -> SweepView | None:
        """What is known of it; None before the run book was read."""
        return self._views.get(record.id)

    def follows(self, record: SweepRecord) -> bool:
        """Whether it is followed, or was to its end."""
        return record.id in self._following

    def follow(self, record: SweepRecord) -> None:
        """Follow it from now on, anew if that is done already: its engine is asked at once."""
        if record.id in self._following:
            self._following[record.id].cancel()
        token = self._following[record.id] = CancelToken()
        if record.ended is None and record.spec is not None:
            self._awaited.add(record.id)

        def post(event: Any) -> None:
            if not token.cancelled:
                self._cockpit.post_message(event)

        body = partial(follow, self._services, record, post, token)
        start(self._cockpit, body, name=f"follow {record.key.name}")

    def seen(self, view: SweepView) -> None:
        """Keep it, and announce the end."""
        record, state = view.record, view.record.state
        self._views[record.id] = view
        if state is None:
            return
        if not state.status.terminal:
            self._awaited.add(record.id)
        elif record.id in self._awaited:
            self._awaited.discard(record.id)
            self._cockpit.attention.announce(sweep_ended(record, state, view.standing.cost))

    def leave(self) -> None:
        """The program ends: sweeps go on."""
        for token in self._following.values():
            token.cancel()
