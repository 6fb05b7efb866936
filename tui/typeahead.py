"""Keys in the order they were typed, each for what the key before it has given the focus.

Textual passes a key on to the widget that has the focus while the action of the key before may still be on its way:
over a slow line, where several keys arrive in one packet, a search that is typed would be run as commands.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from textual.widgets import Input

from tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.events import Key


class TypeAhead:
    """Takes the keys of an app one after another.

    Args:
        app: knows what has the focus.
        run: runs what a key is bound to where the focus is; False if it is bound to nothing.
        forward: what Textual does with a key.
    """

    def __init__(
        self,
        app: App[None],
        run: Callable[[str], Awaitable[bool]],
        forward: Callable[[Key], Awaitable[None]],
    ) -> None:
        self._app = app
        self._run = run
        self._forward = forward
        self._keys: deque[Key] = deque()
        self._field_is_busy = False

    async def typed(self, key: Key) -> None:
        """A key was typed: act on it as soon as those before it have been acted on."""
        self._keys.append(key)
        await self._go_on()

    async def _go_on(self) -> None:
        while self._keys and not self._field_is_busy:
            await self._act(self._keys.popleft())

    async def _act(self, key: Key) -> None:
        focused = self._app.focused
        if not isinstance(focused, Input):
            if not await self._run(key.key):
                await self._forward(key)
        elif isinstance(focused, LineInput):
            await self._act_in(focused, key)
        else:
            await self._forward(key)

    async def _act_in(self, field: LineInput, key: Key) -> None:
        """Letters are text in a field; only its own keys are commands."""
        bound = self._app.screen.active_bindings.get(key.key)
        if bound is not None and bound.node is field:
            await self._app.run_action(bound.binding.action, field)
        else:
            await self._forward(key)
            self._field_is_busy = field.call_later(self._field_is_done)

    def _field_is_done(self) -> None:
        self._field_is_busy = False
        self._app.call_later(self._go_on)
