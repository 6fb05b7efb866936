"""A review: an engine is asked beside the screen what it would do; its answer is shown, or the exact request."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import on
from textual.content import Content

from core.cancel import CancelToken
from core.text import clean
from tui.background import sentence, start
from tui.messages import Reviewing
from tui.screens.page import Page
from tui.widgets.launch_draw import launch_rows
from tui.widgets.paths_draw import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.base import LaunchProgress
    from core.errors import TrainscopeError
    from tui.background import Post
    from tui.keys import Where
    from tui.services import Services

Answer = TypeVar("Answer")


class AskedPage(Page, Generic[Answer]):
    """Base of the reviews. A subclass posts the answer or an error from `ask`, and passes it to `answered`.

    Its keys have the ids ``<WHERE>.request`` and ``<WHERE>.again`` and the one that `GO` names.
    """

    WHERE: ClassVar[Where]
    GO: ClassVar[str]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.answer: Answer | None = None
        self._error: TrainscopeError | None = None
        self._progress: LaunchProgress | None = None
        self._cancel = CancelToken()
        self._shows_request = False

    def ask(self, post: Post, cancel: CancelToken) -> None:
        """Ask, in a thread; `post` drops what comes too late."""
        raise NotImplementedError

    @property
    def place(self) -> str:
        """Who is asked, for people."""
        return self.services.engine.capabilities.place

    @property
    def request(self) -> Mapping[str, object] | None:
        """The exact request; None until it is known."""
        raise NotImplementedError

    @property
    def may_go(self) -> bool:
        """Whether nothing stands in the way."""
        raise NotImplementedError

    def go(self) -> None:
        """Do what was reviewed."""
        raise NotImplementedError

    def answer_lines(self, width: int) -> list[Content]:
        """The review, once there is an answer."""
        raise NotImplementedError

    def error_lines(self, error: TrainscopeError, width: int) -> list[Content]:
        """Why there is no review."""
        return list(Content.styled(f"✗ {sentence(error)}", "bold $error").wrap(width))

    def on_mount(self) -> None:
        """Ask the engine."""
        self.begin()

    def on_unmount(self) -> None:
        """Whoever goes back does not want the answer any more."""
        self._cancel.cancel()

    def begin(self) -> None:
        """Ask; an answer that is on its way still is not wanted any more."""
        self._cancel.cancel()
        self._cancel = token = CancelToken()
        self.answer = self._error = self._progress = None

        def post(event: Any) -> None:
            if not token.cancelled:
                self.post_message(event)

        start(self, partial(self.ask, post, token), name="review")

    def answered(self, answer: Answer | None, error: TrainscopeError | None) -> None:
        """Show the answer, or why there is none."""
        self.answer, self._error = answer, error
        self.draw()

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, or an error in its place."""
        return self.answer is not None or self._error is not None

    def keys(self) -> tuple[Where, ...]:
        """Enter is offered only where it does something."""
        return (self.WHERE, "page", "everywhere")

    def idle_keys(self) -> tuple[str, ...]:
        """Keys that would do nothing now."""
        go = () if self.may_go else (self.GO,)
        request = () if self.request is not None else (f"{self.WHERE}.request",)
        return (*go, *request, *(() if self.is_answered else (f"{self.WHERE}.again",)))

    def lines(self, width: int) -> list[Content]:
        """The answer, the request, or what is waited for."""
        if self._error is not None:
            return self.error_lines(self._error, width)
        request = self.request
        if request is None:
            return self._waiting(width)
        if self._shows_request:
            return [part for line in request_text(request).splitlines() for part in folded(line, width)]
        return self.answer_lines(width)

    def _waiting(self, width: int) -> list[Content]:
        rows = [Content.styled(f"asking {clean(self.place)} …", "$text-dim")]
        if self._progress is not None:
            rows = launch_rows(self._progress, width)
        return [*rows, Content(""), Content.styled("esc gives it up; nothing is sent yet", "$text-dim")]

    @on(Reviewing)
    def _reviewing(self, event: Reviewing) -> None:
        self._progress = event.progress
        self.draw()

    def action_go(self) -> None:
        """Do what is shown, unless an error stands in the way."""
        if self.may_go:
            self.dismiss()
            self.go()
        else:
            self.app.bell()

    def action_request(self) -> None:
        """The exact request, or the review again."""
        self._shows_request = not self._shows_request and self.request is not None
        self.draw()
        self.scroll_to_top()

    def action_copy(self) -> None:
        """Copy the exact request."""
        from tui import clipboard

        request = self.request
        clipboard.copy_from(self, "" if request is None else request_text(request))

    def action_again(self) -> None:
        """Ask the engine again, such as after credentials were renewed."""
        if self.is_answered:
            self.ask_anew()

    def ask_anew(self) -> None:
        """Ask again from the start: what is shown is old."""
        self._shows_request = False
        self.begin()
        self.draw()


def request_text(request: Mapping[str, object]) -> str:
    """The exact request as JSON, made safe line by line."""
    text = json.dumps(request, indent=2, ensure_ascii=False, default=str)
    return "\n".join(clean(line) for line in text.splitlines())
