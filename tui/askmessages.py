"""What threads say to the pages that ask endpoints about photos: values only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.declaring import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.errors import TrainscopeError
    from core.finding import Finding
    from core.predict.endpoint import Target
    from core.predict.pathcompletion import Completion
    from core.predict.question import Answer
    from core.predict.verdict import Verdict
    from tui.asking import Place


@message
class Completed(Message):
    """How the text that was typed can go on; it counts if the text is still the same."""

    typed: str
    completion: Completion


@message
class TargetSeen(Message):
    """What is known of the endpoint: that it can be asked, or why not (yet).

    Args:
        target: the endpoint; None while it cannot be asked.
        said: why not.
        waiting: whether it is looked at again.
    """

    target: Target | None
    said: str = ""
    waiting: bool = False


@message
class PlaceSeen(Message):
    """What the path that was typed names, or why it names nothing; `look` tells a look from the one before."""

    look: int
    place: Place | None
    problem: str = ""


@message
class QuestionsSeen(Message):
    """How many photos are asked about in this run, and what was left out."""

    run: int
    count: int
    findings: Sequence[Finding]


@message
class Answered(Message):
    """The next answers of this run."""

    run: int
    answers: Sequence[Answer]


@message
class AskingTroubled(Message):
    """Why answers are slow to come; nothing once they come again."""

    run: int
    trouble: str


@message
class AskingEnded(Message):
    """There will be no more answers in this run: all were given, or there was an error.

    `verdict` says how right they are, where truths are known.
    """

    run: int
    error: TrainscopeError | None
    verdict: Verdict | None
