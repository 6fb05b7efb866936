"""A field that a path is typed into: tab completes, up and down bring back what was typed before."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.message import Message
from textual.widgets import Input

from core.cancel import CancelToken
from tui.asking import complete_path
from tui.askmessages import Completed
from tui.background import start
from tui.declaring import message
from tui.history import Recall
from tui.keys import bindings
from tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.binding import BindingType

    from core.predict.pathcompletion import Completion
    from tui.history import History

_PATIENCE = 0.25
"""Seconds that a key typed behind tab waits for a folder to be read; a slower one is completed when it comes."""


class PathField(LineInput, inherit_bindings=False):
    """Always open. Each tab goes as far as is certain; where there is a choice, the next ones go through it.

    Args:
        base: what relative paths begin in.
        history: of what was typed.
        keep: gets the text when enter is pressed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*Input.BINDINGS, *bindings("path")]

    @message
    class Offered(Message):
        """What the text can become; `chosen` is the place of the candidate that stands in the field, if one does."""

        completion: Completion | None
        chosen: int | None = None

    def __init__(self, base: Path, history: History, keep: Callable[[str], None]) -> None:
        super().__init__(lambda *_: "", lambda _, text: keep(text))
        self.folders_only = False
        self._base = base
        self._keep_text = keep
        self._recall = Recall(history)
        self._completion: Completion | None = None
        self._chosen: int | None = None
        self._offered = ""
        self._cancel = CancelToken()
        self._answered = asyncio.Event()

    def on_mount(self) -> None:
        """It shows as long as its page does."""
        self.display = True

    def on_unmount(self) -> None:
        """A folder that is still being read is not waited for."""
        self._cancel.cancel()

    def put(self, text: str) -> None:
        """Show this text, the cursor behind it."""
        self.value = text
        self.cursor_position = len(text)

    async def action_submit(self) -> None:
        """Keep the text and stay open."""
        self._keep_text(self.value)

    def action_leave(self) -> None:
        """Nowhere else on the page is anything to type: the focus stays, unless a question takes it."""
        if self.screen.focused is None:
            self.screen.set_focus(self)

    def action_history(self, by: int) -> None:
        """What was typed before, or after that."""
        self.put(self._recall.step(by, self.value))

    async def action_complete(self, by: int) -> None:
        """Go on as far as is certain, or to the next candidate."""
        if self._completion is not None and self._completion.count > 1 and self.value == self._offered:
            self._choose(by)
            return
        self._cancel.cancel()
        self._cancel = CancelToken()
        self._answered.clear()
        reading = partial(
            complete_path,
            self.value,
            self._base,
            self.post_message,
            self._cancel,
            folders_only=self.folders_only,
        )
        start(self, reading, name="complete a path")
        try:
            await asyncio.wait_for(self._answered.wait(), _PATIENCE)
        except TimeoutError:  # it comes by itself; what is typed meanwhile counts
            return

    @on(Completed)
    def _completed(self, event: Completed) -> None:
        event.stop()
        if event.typed == self.value:
            self._completion, self._chosen = event.completion, None
            self.put(event.completion.text)
            self._offered = self.value
            self.post_message(self.Offered(event.completion))
        self._answered.set()

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._completion is not None and self.value != self._offered:
            self._completion = None
            self.post_message(self.Offered(None))

    def _choose(self, by: int) -> None:
        completion = self._completion
        if completion is None:
            return
        count = len(completion.candidates)
        begin = -1 if by > 0 else count
        self._chosen = ((begin if self._chosen is None else self._chosen) + by) % count
        self._offered = completion.head + completion.candidates[self._chosen].name
        self.put(self._offered)
        self.post_message(self.Offered(completion, self._chosen))
