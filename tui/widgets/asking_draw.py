"""How far the asking is, as lines: a count, a bar, how many are right so far; or why it has ended. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.errors import Cancelled
from core.text import clean
from tui.widgets.finding_draw import findings_by_kind, number_of
from tui.widgets.flow import bar

if TYPE_CHECKING:
    from core.errors import TrainscopeError
    from tui.answers import Answers

_WIDEST_BAR = 60
_MOST_FOUND = 20


def asking_lines(answers: Answers, width: int, *, ending: bool, again: str) -> list[Content]:
    """What is shown while there are no answers to look at yet, or if there are none.

    Args:
        answers: as far as they are.
        width: cells.
        ending: whether it was told to end.
        again: which key does it again, such as ``r asks again``.
    """
    if isinstance(answers.error, Cancelled):
        return list(Content(f"Ended before any answer came. {again}.").wrap(width))
    if answers.error is not None:
        return [*error_lines(answers.error, width), Content(""), Content(f"{again}.")]
    if answers.asked is None:
        return [Content.styled("looking which photos there are…", "$text-dim")]
    if not answers.asked:
        found = findings_by_kind(answers.findings, width, most=_MOST_FOUND)
        return found or [Content("There is no photo to ask about.")]
    if ending:
        return [Content.styled("ending; photos that are on their way are waited for…", "$text-dim")]
    done = len(answers.rows)
    lines = list(Content(f"{done:,} of {number_of(answers.asked, 'photo')} answered").wrap(width))
    lines.append(Content.styled(bar(done / answers.asked, min(width, _WIDEST_BAR)), "$accent"))
    if answers.judged:
        share = answers.right / answers.judged
        lines += Content(f"{answers.right:,} of {answers.judged:,} right so far: {share:.4f}").wrap(width)
    if answers.trouble:
        lines += [Content(""), *Content.styled(f"▲ Trying again. {answers.trouble}", "$warning").wrap(width)]
    return lines


def error_lines(error: TrainscopeError, width: int) -> list[Content]:
    """An error: what happened, why, and what to do."""
    lines = list(Content.styled(f"✗ {clean(error.what)}", "bold $error").wrap(width))
    for word, text in (("why", error.why), ("fix", error.fix)):
        if text:
            lines += Content.assemble((f"{word}: ", "$text-dim"), clean(text)).wrap(width)
    return lines


def outcome_line(answers: Answers, again: str) -> Content:
    """One line on what came of it, shown above the answers.

    Args:
        answers: all there are.
        again: which key does it again, such as ``r asks again``.
    """
    missing = len(answers.rows) - answers.given
    parts = []
    if isinstance(answers.error, Cancelled):
        parts.append((f"ended early, {again}", "$warning"))
    elif answers.error is not None:
        parts.append((f"▲ {clean(str(answers.error))}, {again}", "$warning"))
    parts.append((f"{answers.given:,} of {number_of(answers.asked or 0, 'photo')} answered", "$text-dim"))
    if missing:
        parts.append((f"✗ {missing:,} could not be asked about", "$error"))
    if answers.judged:
        wrong = answers.judged - answers.right
        parts.append((f"{answers.right:,} right, {wrong:,} wrong", "$text-dim"))
    if answers.wrong_first:
        parts.append(("wrong first", "$text-dim"))
    return Content("  ·  ").join(Content.styled(*part) for part in parts)
